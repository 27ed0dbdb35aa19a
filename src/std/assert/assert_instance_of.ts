import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Any class, abstract ones too. */
// deno-lint-ignore no-explicit-any
export type AnyConstructor = abstract new (...args: any[]) => any;
/** What a class makes. */
export type GetConstructorType<T extends AnyConstructor> = InstanceType<T>;

/** Fails unless the value is an instance of the class. */
export function assertInstanceOf<T extends AnyConstructor>(
  actual: unknown,
  expectedType: T,
  msg = "",
): asserts actual is GetConstructorType<T> {
  if (actual instanceof expectedType) return;
  const name = className(actual);
  const but = name === expectedType.name
    ? ""
    : name === "function"
    ? " but was not an instanced object"
    : ` but was "${name}"`;
  throw new AssertionError(`Expected object to be an instance of "${expectedType.name}"${but}${suffix(msg)}`);
}

function className(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? value.constructor?.name ?? "Object" : typeof value;
}
