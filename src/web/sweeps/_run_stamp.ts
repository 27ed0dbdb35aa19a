import { verdictStamp } from "../../ledger/mod.ts";
import type { Ledger } from "../../spec/mod.ts";
import type { RunStand } from "../../sweep/mod.ts";

/** What tells one state of a run's rows and verdicts from another: the same stamp, the same rows. */
export async function runStamp(ledger: Ledger, { run, tries, ok, failed }: RunStand): Promise<string> {
  const verdicts = await verdictStamp(ledger, run.runId);
  return JSON.stringify([run.runId, run.status, run.endedAt, tries, ok, failed, verdicts]);
}
