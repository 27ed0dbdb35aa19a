import { RunEndingError } from "./run_ending_error.ts";
import type { SweepControl } from "./sweep_control.ts";

const ALLOWED = Promise.resolve();

/**
 * Resolves when calls may be made: at once, unless the run is paused.
 * @throws {RunEndingError} when it makes no more calls; the signal's reason when that aborts.
 */
export function untilAllowed(control: SweepControl, signal?: AbortSignal): Promise<void> {
  if (control.state === "running") return ALLOWED;
  return new Promise((resolve, reject) => {
    const look = () => {
      if (control.state === "paused" && !signal?.aborted) return;
      unlisten();
      signal?.removeEventListener("abort", look);
      if (signal?.aborted) reject(signal.reason);
      else if (control.isEnding) reject(new RunEndingError());
      else resolve();
    };
    const unlisten = control.onChange(look);
    signal?.addEventListener("abort", look, { once: true });
    look();
  });
}
