import { hideStack } from "../base/mod.ts";
import type { Fence } from "../spec/mod.ts";

/**
 * Rows were refused as their writer no longer holds the lease under which it made them: it was thought dead, and its cells
 * were given to somebody else. None of the rows was written.
 */
export class StaleFenceError extends Error {
  /** Stays the same in minified code. */
  override readonly name: string = "StaleFenceError";
  /** What the writer took itself to hold. */
  readonly fence: Fence;

  /** `fence` is the one that was refused. */
  constructor(fence: Fence) {
    const { runId, chunk, token } = fence;
    super(
      `Cannot write under the lease as it is held by somebody else, or by nobody: current value is ` +
        `token ${token} of part ${chunk} of the run "${runId}"`,
    );
    this.fence = fence;
    hideStack(this);
  }
}
