import { AssertionError } from "./assertion_error.ts";

/** What is not truthy. */
export type Falsy = false | 0 | 0n | "" | null | undefined;

/** Fails if the value is truthy. */
export function assertFalse(expr: unknown, msg = ""): asserts expr is Falsy {
  if (expr) throw new AssertionError(msg);
}
