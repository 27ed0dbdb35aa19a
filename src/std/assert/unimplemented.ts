import { suffix } from "./_message.ts";
import { AssertionError } from "./assertion_error.ts";

/** Fails: this is not written yet. */
export function unimplemented(msg?: string): never {
  throw new AssertionError(`Unimplemented${suffix(msg)}`);
}
