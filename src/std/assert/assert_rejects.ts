import { checkError, type ErrorConstructorOf, expectedError } from "./_expected_error.ts";
import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails unless the function gives a promise that rejects; gives the reason. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
/** Fails unless the promise rejects with an error of the class, with the text in its message; gives the error. */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ErrorConstructorOf<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClassOrMsg?: ErrorConstructorOf<E> | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const expected = expectedError(errorClassOrMsg, msgIncludes, msg);
  const promise = started(fn, expected.msg);
  try {
    await promise;
  } catch (error) {
    checkError(error, expected, "rejected");
    return error;
  }
  throw new AssertionError(`Expected function to reject${suffix(expected.msg)}`);
}

/** A function that throws at once, or gives no promise, has not rejected. */
function started(fn: () => PromiseLike<unknown>, msg: string | undefined): PromiseLike<unknown> {
  const failure = `Function throws when expected to reject${suffix(msg)}`;
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch (cause) {
    throw new AssertionError(failure, { cause });
  }
  if (typeof promise === "object" && typeof promise?.then === "function") return promise;
  throw new AssertionError(failure);
}
