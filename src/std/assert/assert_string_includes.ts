import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails unless the text has the expected one within it. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(`Expected actual: "${actual}" to contain: "${expected}"${suffix(msg)}`);
}
