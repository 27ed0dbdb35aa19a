import { nearestName, UserError } from "../base/mod.ts";
import type { Ledger, RunRecord } from "../spec/mod.ts";

/** @throws {UserError} when the ledger has no run with this id. */
export async function assertRun(ledger: Ledger, runId: string): Promise<RunRecord> {
  const run = await ledger.run(runId);
  if (run !== null) return run;
  const nearest = nearestName(runId, (await ledger.runs()).map(({ runId }) => runId));
  const hint = nearest === null ? "" : ` (did you mean "${nearest}"?)`;
  throw new UserError(`Cannot look at the run as the ledger has none of this id${hint}: current value is "${runId}"`, {
    exitCode: 2,
  });
}
