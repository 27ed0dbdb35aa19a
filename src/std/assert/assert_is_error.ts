import { stripVTControlCharacters } from "node:util";
import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails unless the value is an `Error`, of the class and with the text or pattern in its message where they are given. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  // deno-lint-ignore no-explicit-any
  ErrorClass?: abstract new (...args: any[]) => E,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) {
    throw new AssertionError(`Expected "error" to be an Error object${suffix(msg)}`);
  }
  if (ErrorClass && !(error instanceof ErrorClass)) {
    const found = error.constructor?.name;
    throw new AssertionError(
      `Expected error to be instance of "${ErrorClass.name}", but was "${found}"${suffix(msg)}`,
    );
  }
  if (msgMatches && !matches(error.message, msgMatches)) {
    const wanted = msgMatches instanceof RegExp ? String(msgMatches) : JSON.stringify(msgMatches);
    throw new AssertionError(
      `Expected error message to include ${wanted}, but got ${JSON.stringify(error.message)}${suffix(msg)}`,
    );
  }
}

function matches(message: string, wanted: string | RegExp): boolean {
  const plain = stripVTControlCharacters(message);
  return typeof wanted === "string" ? plain.includes(stripVTControlCharacters(wanted)) : wanted.test(plain);
}
