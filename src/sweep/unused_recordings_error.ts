import { UserError } from "../base/mod.ts";
import type { RunSummary } from "./run_summary.ts";

/** A replay that left recordings of its tape over, where that was to be an error. All its cells have ended. */
export class UnusedRecordingsError extends UserError {
  /** Stays the same in minified code. */
  override readonly name: string = "UnusedRecordingsError";
  /** What the run came to: its results stand in its folder as those of any other. */
  readonly summary: RunSummary;

  /** The message lists the recordings. */
  constructor(message: string, summary: RunSummary, cause: unknown) {
    super(message, { cause });
    this.summary = summary;
  }
}
