import { UserError, VERSION } from "../base/mod.ts";
import { collectShape, resultsHash, type RunShape } from "../ledger/mod.ts";
import type { Ledger, RunRecord } from "../spec/mod.ts";
import { totalsOf, writeRunFile, writeTables } from "./_write_results.ts";

/** What the results of a run came to. */
export interface RunResults {
  /** The folder that they are in. */
  readonly out: string;
  /** A tagged hash of the rows; the same for a recording and all its replays. */
  readonly resultsHash: string;
  /** Cells of the plan. */
  readonly cells: number;
  /** Cells that ended with an answer. */
  readonly ok: number;
  /** Cells that ended without one. */
  readonly failed: number;
  /** An exact decimal string; `null`: unknown. */
  readonly costUsd: string | null;
}

/**
 * Write what a run came to from its ledger alone: `results.parquet`, `results.csv` and `run.json` in the run's folder
 * within `outRoot`. It is how the shards of a run become one table, after their ledgers were merged; of a run that is not
 * done, what has ended stands in the tables.
 *
 * @throws {UserError} when the ledger has no such run.
 *
 * @example The results of a merged run
 * ```ts no-run
 * import { openSqliteLedger, writeRunResults } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger("merged.sqlite");
 * const { out } = await writeRunResults(ledger, "nightly-7", "runs");
 * console.log(`${out}/results.parquet`);
 * ```
 */
export async function writeRunResults(ledger: Ledger, runId: string, outRoot: string): Promise<RunResults> {
  const run = await ledger.run(runId);
  if (run === null) {
    throw new UserError(`Cannot write the results as the ledger has no such run: current value is "${runId}"`, {
      exitCode: 2,
    });
  }
  const out = `${outRoot}/${runId}`;
  await Deno.mkdir(out, { recursive: true });
  const rows = () => ledger.attempts(runId);
  await writeTables(rows, out, keptShape(run) ?? await collectShape(rows()));
  const results = { ...await totalsOf(rows()), resultsHash: await resultsHash(rows()), out, cells: run.cells };
  await writeRunFile(out, {
    run_id: runId,
    plan: run.plan,
    plan_hash: run.planHash,
    mode: run.mode,
    cassette: run.cassette === null ? null : { path: run.cassette },
    versions: { tapedeck: VERSION, deno: Deno.version.deno, v8: Deno.version.v8 },
    cells: run.cells,
    ok: results.ok,
    failed: results.failed,
    cost_usd: results.costUsd,
    started_at: run.startedAt,
    results_hash: results.resultsHash,
    interrupted: run.status !== "done",
  });
  return results;
}

/** The shape that the plan gave when the run began; runs of older versions have none. */
function keptShape({ manifest: { shape } }: RunRecord): RunShape | null {
  return shape === undefined ? null : shape as unknown as RunShape;
}
