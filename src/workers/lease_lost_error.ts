import { hideStack } from "../base/mod.ts";
import type { Fence } from "../spec/mod.ts";

/** Cells were given up as their lease is somebody else's by now. No call is made and no row is written after it. */
export class LeaseLostError extends Error {
  /** Stays the same in minified code. */
  override readonly name: string = "LeaseLostError";
  /** What was held. */
  readonly fence: Fence;

  /** `fence` is what was held. */
  constructor(fence: Fence) {
    super(
      `Cannot go on with the cells as their lease is somebody else's: current value is token ${fence.token} of part ` +
        `${fence.chunk} of the run "${fence.runId}"`,
    );
    this.fence = fence;
    hideStack(this);
  }
}
