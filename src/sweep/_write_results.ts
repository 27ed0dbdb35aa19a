import { createHash } from "node:crypto";
import { Decimal, sharedRows, VERSION, writeAtomically } from "../base/mod.ts";
import {
  costIsUnknown,
  resultColumns,
  resultsHash,
  type RunShape,
  runShape,
  writeCsv,
  writeParquet,
} from "../ledger/mod.ts";
import { describeScoring } from "../scoring/mod.ts";
import type { Attempt, JsonObject, RunRecord } from "../spec/mod.ts";
import type { RunSummary } from "./run_summary.ts";
import { shownValues } from "./shown_values.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** What the rows of a run come to. */
export interface Totals {
  readonly ok: number;
  readonly failed: number;
  /** `null` when the cost of an answer is unknown. */
  readonly costUsd: string | null;
}

/** What the tables of a run are made of, and come to. */
export interface Written extends Totals {
  /** A tagged hash of the rows. */
  readonly resultsHash: string;
}

/** Count the cells of a run by how they ended, and add up what its tries cost. */
async function totalsOf(rows: AsyncIterable<Attempt>): Promise<Totals> {
  let [ok, failed] = [0, 0];
  let cost = Decimal.fromInteger(0);
  let unknown = false;
  for await (const attempt of rows) {
    if (attempt.final) attempt.status === "ok" ? ok++ : failed++;
    if (attempt.costUsd !== null) cost = cost.plus(Decimal.parse(attempt.costUsd));
    else if (costIsUnknown(attempt)) unknown = true;
  }
  return { ok, failed, costUsd: unknown ? null : cost.toString() };
}

/** The shape of a plan's results. */
export function shapeOf(plan: SweepPlan, scorers: readonly string[]): RunShape {
  return runShape(Object.fromEntries(plan.axes.map((axis) => [axis.name, shownValues(axis)])), scorers);
}

/** Write `results.parquet` and `results.csv` into a folder, and sum the rows up, all in one pass over them. */
export async function writeTables(rows: AsyncIterable<Attempt>, out: string, shape: RunShape): Promise<Written> {
  const columns = resultColumns(shape);
  const [forTotals, forHash, forParquet, forCsv] = sharedRows(rows, 4);
  const [totals, hash] = await Promise.all([
    totalsOf(forTotals),
    resultsHash(forHash),
    writeParquet(`${out}/results.parquet`, forParquet, { columns }),
    writeCsv(`${out}/results.csv`, forCsv, { columns }),
  ]);
  return { ...totals, resultsHash: hash };
}

/** Write what a session came to as `run.json` into the run's folder. */
export async function writeSummary(
  run: RunRecord,
  { plan, summary }: { readonly plan: SweepPlan; readonly summary: RunSummary },
): Promise<void> {
  const manifest: JsonObject = {
    run_id: run.runId,
    plan: plan.name,
    plan_path: plan.path,
    plan_hash: run.planHash,
    mode: run.mode,
    cassette: run.cassette === null ? null : { path: run.cassette, sha256: await fileHash(run.cassette) },
    versions: { tapedeck: VERSION, deno: Deno.version.deno, v8: Deno.version.v8 },
    ...scoringOf(plan),
    cells: summary.cells,
    ok: summary.ok,
    failed: summary.failed,
    resumed: summary.resumed,
    cost_usd: summary.costUsd,
    ...(summary.prices.length === 0
      ? {}
      : { prices: summary.prices.map(({ endpoint, source, asOf }) => ({ endpoint, source, as_of: asOf })) }),
    started_at: run.startedAt,
    wall_ms: summary.wallMs,
    results_hash: summary.resultsHash,
    interrupted: summary.interrupted,
  };
  await writeRunFile(summary.out, manifest);
}

/** What the verdicts and the reduction of repeats came from; nothing without scorers. */
function scoringOf({ score }: SweepPlan): JsonObject {
  const { scorers, config, configHash } = describeScoring(score);
  return scorers.length === 0 ? {} : { scoring: { config, config_hash: configHash } };
}

/** Write `run.json`. */
export async function writeRunFile(out: string, manifest: JsonObject): Promise<void> {
  const text = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  await writeAtomically(`${out}/run.json`, (write) => write(text));
}

async function fileHash(path: string): Promise<string | null> {
  try {
    using file = await Deno.open(path);
    const sha256 = createHash("sha256");
    for await (const chunk of file.readable) sha256.update(chunk);
    return sha256.digest("hex");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
