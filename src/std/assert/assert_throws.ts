import { checkError, type ErrorConstructorOf, expectedError } from "./_expected_error.ts";
import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails unless the function throws; gives what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/** Fails unless the function throws an error of the class, with the text in its message; gives the error. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ErrorConstructorOf<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClassOrMsg?: ErrorConstructorOf<E> | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const expected = expectedError(errorClassOrMsg, msgIncludes, msg);
  try {
    fn();
  } catch (error) {
    checkError(error, expected, "thrown");
    return error;
  }
  throw new AssertionError(`Expected function to throw${suffix(expected.msg)}`);
}
