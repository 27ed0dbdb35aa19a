import { type RunSummary, runSweep, SweepControl } from "../../../src/sweep/mod.ts";
import { parrotOptions, parrotPlan, streamedAnswer } from "../../sweep/_parrot.ts";

/** A sweep that calls, and goes no further than it is let. */
export interface HeldRun {
  readonly runId: string;
  /** Let so many of its calls be answered. */
  release(calls: number): void;
  /** Resolves when the run itself has heard that it is cancelled: from then on it makes no new call. */
  hasHeardOfItsEnd(): Promise<void>;
  /** Resolves when the run has ended. */
  readonly ended: Promise<RunSummary>;
}

/** Begins a sweep of 12 cells into a ledger; each call waits until it is let go. Every fifth call fails for good. */
export async function heldRun(folder: string, ledgerPath: string): Promise<HeldRun> {
  const waiting: (() => void)[] = [];
  let free = 0;
  let calls = 0;
  const control = new SweepControl();
  const started = Promise.withResolvers<string>();
  const plan = await parrotPlan("http://127.0.0.1:9/v1", { prompts: 3, run: "max_tries = 1" });
  const ended = runSweep(plan, {
    ...parrotOptions(folder, { concurrency: 1 }),
    ledgerPath,
    control,
    onStart: ({ runId }) => started.resolve(runId),
    fetch: async () => {
      if (free > 0) free--;
      else await new Promise<void>((go) => waiting.push(go));
      return ++calls % 5 === 0 ? new Response("{}", { status: 400 }) : streamedAnswer(`word${calls % 3}!`);
    },
  });
  ended.catch(started.reject);
  return {
    runId: await started.promise,
    ended,
    hasHeardOfItsEnd: () =>
      new Promise((resolve) => {
        const look = () => control.isEnding && resolve();
        control.onChange(look);
        look();
      }),
    release(calls) {
      const now = waiting.splice(0, calls);
      free += calls - now.length;
      for (const go of now) go();
    },
  };
}
