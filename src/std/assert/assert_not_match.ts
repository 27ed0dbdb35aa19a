import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails if the pattern is found in the text. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (!expected.test(actual)) return;
  throw new AssertionError(`Expected actual: "${actual}" to not match: "${expected}"${suffix(msg)}`);
}
