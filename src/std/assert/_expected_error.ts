import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";
import { assertIsError } from "./assert_is_error.ts";

/** A class of errors. */
// deno-lint-ignore no-explicit-any
export type ErrorConstructorOf<E> = new (...args: any[]) => E;

/** What a caller of `assertThrows` or `assertRejects` said about the error. */
export interface ExpectedError<E extends Error> {
  readonly ErrorClass?: ErrorConstructorOf<E>;
  readonly msgIncludes?: string;
  readonly msg?: string;
}

/** Sorts out the arguments, of which the first may be a class or a message. */
export function expectedError<E extends Error>(
  errorClassOrMsg: ErrorConstructorOf<E> | string | undefined,
  msgIncludes: string | undefined,
  msg: string | undefined,
): ExpectedError<E> {
  if (typeof errorClassOrMsg === "string") return { msg: errorClassOrMsg };
  return { ErrorClass: errorClassOrMsg, msgIncludes, msg };
}

/** Fails unless what was thrown is what was expected. `verb` says how it came: `thrown` or `rejected`. */
export function checkError<E extends Error>(error: unknown, expected: ExpectedError<E>, verb: string): void {
  const { ErrorClass, msgIncludes, msg } = expected;
  if (ErrorClass === undefined) return;
  if (!(error instanceof Error)) throw new AssertionError(`A non-Error object was ${verb}${suffix(msg)}`);
  assertIsError(error, ErrorClass, msgIncludes, msg);
}
