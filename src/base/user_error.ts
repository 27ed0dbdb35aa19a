import { hideStack } from "./hide_stack.ts";

/** Options of a {@linkcode UserError}. */
export interface UserErrorOptions extends ErrorOptions {
  /** 1: the work failed; 2: wrong usage. 1 unless given. */
  readonly exitCode?: 1 | 2;
}

/**
 * A mistake that the user can mend. The faces print its message alone, without a stack, and exit with its code; a notebook
 * does, too. `TAPEDECK_DEBUG=1` shows the stack.
 */
export class UserError extends Error {
  /** Stays the same in minified code. */
  override readonly name: string = "UserError";
  /** 1: the work failed; 2: wrong usage. */
  readonly exitCode: 1 | 2;

  /** `message` reads "Cannot <action> as <reason>: current value is <value>". */
  constructor(message: string, options: UserErrorOptions = {}) {
    super(message, options);
    this.exitCode = options.exitCode ?? 1;
    hideStack(this);
  }
}
