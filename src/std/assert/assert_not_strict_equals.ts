import { format } from "./_format.ts";
import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails if the values are the same one by `Object.is`. */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!Object.is(actual, expected)) return;
  throw new AssertionError(`Expected "actual" to not be strictly equal to: ${format(actual)}${suffix(msg)}\n`);
}
