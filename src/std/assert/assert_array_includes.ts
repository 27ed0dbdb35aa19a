import { format } from "./_format.ts";
import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";
import { equal } from "./equal.ts";

/** An array or something like one; not a string. */
export type ArrayLikeArg<T> = ArrayLike<T> & object;

/** Fails unless each of the expected items equals, deeply, an item of the actual array. */
export function assertArrayIncludes<T>(actual: ArrayLikeArg<T>, expected: ArrayLikeArg<T>, msg?: string): void {
  const items = Array.from(actual);
  const missing = Array.from(expected).filter((wanted) => !items.some((item) => equal(wanted, item)));
  if (missing.length === 0) return;
  throw new AssertionError(
    `Expected actual: "${format(actual)}" to include: "${format(expected)}"${suffix(msg)}\nmissing: ${format(missing)}`,
  );
}
