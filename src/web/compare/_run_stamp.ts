import { verdictStamp } from "../../ledger/mod.ts";
import type { Ledger, RunRecord } from "../../spec/mod.ts";

/** What tells one state of a run's rows from another: the same stamp, the same rows. */
export async function runStamp(ledger: Ledger, run: RunRecord): Promise<string> {
  const counts = (await ledger.tryCounts(run.runId)).map(({ final, tries }) => [final, tries]);
  return JSON.stringify([run.runId, run.status, run.endedAt, await verdictStamp(ledger, run.runId), counts]);
}
