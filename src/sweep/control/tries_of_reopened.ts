import type { Ledger } from "../../spec/mod.ts";

/** How often the cells have been tried that have rows and have not ended: those that were reopened. */
export async function triesOfReopened(
  ledger: Ledger,
  runId: string,
  finished: Uint8Array,
): Promise<ReadonlyMap<number, number>> {
  const tries = new Map<number, number>();
  for await (const attempt of ledger.attempts(runId)) {
    if (finished[attempt.cellIndex] === 0) tries.set(attempt.cellIndex, attempt.try);
  }
  return tries;
}
