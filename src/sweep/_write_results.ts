import { createHash } from "node:crypto";
import { Decimal, VERSION, writeAtomically } from "../base/mod.ts";
import { costIsUnknown, resultColumns, runShape, writeCsv, writeParquet } from "../ledger/mod.ts";
import type { JsonObject, Ledger, RunRecord } from "../spec/mod.ts";
import type { RunSummary } from "./run_summary.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** What the rows of a run come to. */
export interface Totals {
  readonly ok: number;
  readonly failed: number;
  /** `null` when the cost of an answer is unknown. */
  readonly costUsd: string | null;
}

/** Count the cells of a run by how they ended, and add up what its tries cost. */
export async function totalsOf(ledger: Ledger, runId: string): Promise<Totals> {
  let [ok, failed] = [0, 0];
  let cost = Decimal.fromInteger(0);
  let unknown = false;
  for await (const attempt of ledger.attempts(runId)) {
    if (attempt.final) attempt.status === "ok" ? ok++ : failed++;
    if (attempt.costUsd !== null) cost = cost.plus(Decimal.parse(attempt.costUsd));
    else if (costIsUnknown(attempt)) unknown = true;
  }
  return { ok, failed, costUsd: unknown ? null : cost.toString() };
}

/** Write `results.parquet`, `results.csv` and `run.json` into the run's folder. */
export async function writeResults(ledger: Ledger, run: RunRecord, { plan, scorers, summary }: {
  plan: SweepPlan;
  scorers: readonly string[];
  summary: RunSummary;
}): Promise<void> {
  const axes = Object.fromEntries(plan.axes.map((axis) => [axis.name, axis.values]));
  const columns = resultColumns(runShape(axes, scorers));
  await writeParquet(`${summary.out}/results.parquet`, ledger.attempts(run.runId), { columns });
  await writeCsv(`${summary.out}/results.csv`, ledger.attempts(run.runId), { columns });
  const manifest: JsonObject = {
    run_id: run.runId,
    plan: plan.name,
    plan_path: plan.path,
    plan_hash: run.planHash,
    mode: run.mode,
    cassette: run.cassette === null ? null : { path: run.cassette, sha256: await fileHash(run.cassette) },
    versions: { tapedeck: VERSION, deno: Deno.version.deno, v8: Deno.version.v8 },
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
  const text = new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`);
  await writeAtomically(`${summary.out}/run.json`, (write) => write(text));
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
