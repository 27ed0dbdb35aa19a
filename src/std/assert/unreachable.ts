import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails: no test should come here. */
export function unreachable(msg?: string): never {
  throw new AssertionError(`Unreachable${suffix(msg)}`);
}
