import type { Clock } from "../../spec/mod.ts";
import type { RunProgress, RunProgressDetails } from "./run_progress.ts";

/** What is shown at one time: the counts, and what stands beside them. */
export interface ShownProgress extends Omit<RunProgress, "details">, Partial<RunProgressDetails> {}

/** How a run is watched. */
export interface WatchProgressOptions {
  /** How far the run is; `null`: it has not begun. */
  readonly progress: () => RunProgress | null;
  /** Shows it; the last time, when the watch ends, with `isLast`. */
  readonly show: (progress: ShownProgress, isLast: boolean) => void | Promise<void>;
  /** Between two times; 1,000 unless given. */
  readonly everyMs?: number;
  /** Of the time between. */
  readonly clock: Clock;
}

/** A watch that goes on until it is ended. */
export interface ProgressWatch {
  /** Shows it a last time. No timer is left; may be called again. */
  end(): Promise<void>;
}

/** Look at how far a run is now and then, also while no cell ends, and show it. */
export function watchProgress({ progress, show, everyMs = 1000, clock }: WatchProgressOptions): ProgressWatch {
  const stop = new AbortController();
  const look = async (isLast: boolean) => {
    const now = progress();
    if (now === null) return;
    const { details, ...counts } = now;
    const shown = { ...counts, ...await details?.() };
    if (isLast || !stop.signal.aborted) await show(shown, isLast);
  };
  const watching = (async () => {
    while (!stop.signal.aborted) {
      await clock.sleep(everyMs, stop.signal).catch(() => {});
      if (!stop.signal.aborted) await look(false);
    }
  })();
  let ended: Promise<void> | null = null;
  const end = async () => {
    stop.abort();
    await watching;
    await look(true);
  };
  return { end: () => ended ??= end() };
}
