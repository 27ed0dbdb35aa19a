import { UserError } from "../../base/mod.ts";

/** A name of a model that means none, or more than one where one is meant. */
export class NoModelError extends UserError {
  /** Stays the same in minified code. */
  override readonly name: string = "NoModelError";

  /** `message` says what could be meant. */
  constructor(message: string) {
    super(message, { exitCode: 2 });
  }
}
