import { diff } from "./_diff.ts";
import { format } from "./_format.ts";
import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails, with a diff, unless the values are the same one by `Object.is`. */
export function assertStrictEquals<T>(actual: unknown, expected: T, msg?: string): asserts actual is T {
  if (Object.is(actual, expected)) return;
  const text = format(actual);
  if (text === format(expected)) {
    const indented = text.replace(/^/gm, "    ");
    throw new AssertionError(
      `Values have the same structure but are not reference-equal${suffix(msg)}\n\n${indented}\n`,
    );
  }
  throw new AssertionError(`Values are not strictly equal${suffix(msg)}\n${diff(actual, expected)}`);
}
