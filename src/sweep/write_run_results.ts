import { isRunId, UserError, VERSION } from "../base/mod.ts";
import { collectShape, resultsHash, type RunShape } from "../ledger/mod.ts";
import { laterScorers, scoredAttempts } from "../scoring/mod.ts";
import type { JsonObject, Ledger, RunRecord } from "../spec/mod.ts";
import { writeRunFile, writeTables } from "./_write_results.ts";

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
 * done, what has ended stands in the tables. Of a run that was scored again, the tables have the newest verdicts of each
 * scorer, and `run.json` says which; `results_hash` stays that of the run itself.
 *
 * @throws {UserError} when the ledger has no such run.
 *
 * @example The results of a merged run
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadPlan, openSqliteLedger, runSweep, writeRunResults } from "@tapedeck/tapedeck";
 *
 * const folder = await Deno.makeTempDir();
 * const [ledgerPath, cassettePath] = [`${folder}/ledger.sqlite`, "cassettes/quickstart.jsonl"];
 * const options = { ledgerPath, cassettePath, outRoot: folder, mode: "replay", concurrency: 4, keepNetwork: true } as const;
 * const { runId, resultsHash } = await runSweep(await loadPlan("sweeps/quickstart.toml"), options);
 * await using ledger = await openSqliteLedger(ledgerPath);
 * assertEquals((await writeRunResults(ledger, runId, folder)).resultsHash, resultsHash);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function writeRunResults(ledger: Ledger, runId: string, outRoot: string): Promise<RunResults> {
  const run = await ledger.run(runId);
  if (run === null) {
    throw new UserError(`Cannot write the results as the ledger has no such run: current value is "${runId}"`, {
      exitCode: 2,
    });
  }
  if (!isRunId(runId)) {
    throw new UserError(`Cannot write the results as the run's id cannot name a folder: current value is "${runId}"`, {
      exitCode: 2,
    });
  }
  const out = `${outRoot}/${runId}`;
  await Deno.mkdir(out, { recursive: true });
  const written = await writeTables(scoredAttempts(ledger, runId), out, await shapeOf(run, ledger));
  const scorings = await scoringFacts(ledger, runId, written.resultsHash);
  const own = scoredAttempts(ledger, runId, { scoring: 1 });
  const hash = scorings === null ? written.resultsHash : await resultsHash(own);
  const results = { ...written, resultsHash: hash, out, cells: run.cells };
  await writeRunFile(out, {
    cassette: run.cassette === null ? null : { path: run.cassette },
    versions: { tapedeck: VERSION, deno: Deno.version.deno, v8: Deno.version.v8 },
    ...await runFile(out),
    run_id: runId,
    plan: run.plan,
    plan_hash: run.planHash,
    mode: run.mode,
    cells: run.cells,
    ok: results.ok,
    failed: results.failed,
    cost_usd: results.costUsd,
    started_at: run.startedAt,
    results_hash: results.resultsHash,
    interrupted: run.status !== "done",
    ...scorings,
  });
  return results;
}

/** The shape that the plan gave when the run began, which runs of older versions have not, with scorers that came later. */
async function shapeOf({ runId, manifest: { shape } }: RunRecord, ledger: Ledger): Promise<RunShape> {
  const rows = scoredAttempts(ledger, runId);
  const { axes, scorers } = shape === undefined ? await collectShape(rows) : shape as unknown as RunShape;
  return { axes, scorers: [...new Set([...scorers, ...await laterScorers(ledger, runId)])] };
}

/** What the run itself has written of it, as far as the ledger does not know it. */
async function runFile(out: string): Promise<JsonObject> {
  try {
    return JSON.parse(await Deno.readTextFile(`${out}/run.json`));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Which verdicts the tables show, with the hash of their rows; `null`: the run was not scored again. */
async function scoringFacts(ledger: Ledger, runId: string, scoredHash: string): Promise<JsonObject | null> {
  const records = (await ledger.scorings(runId)).filter(({ number, endedAt }) => number > 1 && endedAt !== null);
  if (records.length === 0) return null;
  const scorings = records.map(({ number, scorers, configHash, createdAt }) => ({
    number,
    scorers: [...scorers],
    config_hash: configHash,
    created_at: createdAt,
  }));
  return { scorings, scored_hash: scoredHash };
}
