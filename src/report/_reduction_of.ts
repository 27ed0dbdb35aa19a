import { type RepeatReduction, repeatReduction } from "../scoring/mod.ts";
import type { Ledger } from "../spec/mod.ts";

/** How the newest scoring that has ended, or the run's own, reduces repeats; `null`: it says nothing of it. */
export async function reductionOf(ledger: Ledger, runId: string): Promise<RepeatReduction | null> {
  const scorings = await ledger.scorings(runId);
  const newest = scorings.findLast(({ number, endedAt, config }) =>
    (number === 1 || endedAt !== null) && config.versions !== undefined
  );
  return newest === undefined ? null : repeatReduction(newest.config as RepeatReduction);
}
