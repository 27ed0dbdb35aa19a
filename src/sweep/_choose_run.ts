import { hash } from "node:crypto";
import { UserError } from "../base/mod.ts";
import type { Clock, Ledger, RunRecord } from "../spec/mod.ts";
import { cellCount } from "./cell_count.ts";
import { planHash } from "./plan_hash.ts";
import type { RunOptions } from "./run_summary.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** A run that is this process's own until `release`. */
export interface ChosenRun {
  readonly run: RunRecord;
  /** The cells that have ended already: 1 at their index. */
  readonly finished: Uint8Array;
  readonly finishedCount: number;
  /** The run's own folder. */
  readonly out: string;
  release(): Promise<void>;
}

/** Go on with a run that was interrupted, or begin a new one. */
export async function chooseRun(
  plan: SweepPlan,
  options: RunOptions,
  ledger: Ledger,
  clock: Clock,
): Promise<ChosenRun> {
  const hashOfPlan = planHash(plan);
  for (const run of await candidates(hashOfPlan, options, ledger)) {
    const lock = await lockRun(options.outRoot, run.runId);
    if (lock === null) {
      if (options.resume !== undefined) {
        throw new UserError(`Cannot resume the run as another process is running it: current value is "${run.runId}"`);
      }
      continue;
    }
    const { finished, finishedCount } = await finishedCells(ledger, run);
    await ledger.updateRun(run.runId, { status: "running", endedAt: null });
    return { run, finished, finishedCount, ...lock };
  }
  const startedAt = clock.date().toISOString();
  const run: RunRecord = {
    runId: newRunId(startedAt, hashOfPlan),
    plan: plan.name,
    planHash: hashOfPlan,
    mode: options.mode,
    cassette: options.cassettePath,
    cells: cellCount(plan),
    status: "running",
    startedAt,
    endedAt: null,
    manifest: {},
  };
  const lock = await lockRun(options.outRoot, run.runId);
  if (lock === null) {
    throw new UserError(`Cannot start the run as its folder is in use: current value is "${run.runId}"`);
  }
  await ledger.startRun(run);
  return { run, finished: new Uint8Array(run.cells), finishedCount: 0, ...lock };
}

/** The runs that this one may go on with, in the order of preference. */
async function candidates(hashOfPlan: string, options: RunOptions, ledger: Ledger): Promise<RunRecord[]> {
  if (options.resume !== undefined) {
    const run = await ledger.run(options.resume);
    if (run === null) {
      throw new UserError(
        `Cannot resume the run as the ledger has none of this id: current value is "${options.resume}"`,
      );
    }
    if (run.planHash !== hashOfPlan) {
      throw new UserError(
        `Cannot resume the run as the plan has changed since (its cells, prices or scorers): current value is "${options.resume}"`,
      );
    }
    return [run];
  }
  if (options.fresh) return [];
  return (await ledger.runs({ planHash: hashOfPlan })).filter((run) =>
    run.status !== "done" && run.mode === options.mode && run.cassette === options.cassettePath
  );
}

async function finishedCells(ledger: Ledger, run: RunRecord): Promise<{ finished: Uint8Array; finishedCount: number }> {
  const finished = new Uint8Array(run.cells);
  let finishedCount = 0;
  for await (const index of ledger.finishedCells(run.runId)) {
    finishedCount += 1 - finished[index];
    finished[index] = 1;
  }
  return { finished, finishedCount };
}

/** Sortable by time, and distinct also when two begin in the same millisecond. */
function newRunId(startedAt: string, hashOfPlan: string): string {
  const stamp = startedAt.slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  const unique = hash("sha256", hashOfPlan + startedAt + crypto.randomUUID(), "hex").slice(0, 8);
  return `run_${stamp}-${unique}`;
}

/** The lock lasts as long as the process: one that is killed leaves none behind. `null`: somebody else has it. */
async function lockRun(outRoot: string, runId: string): Promise<{ out: string; release(): Promise<void> } | null> {
  const out = `${outRoot}/${runId}`;
  await Deno.mkdir(out, { recursive: true });
  const path = `${out}/.lock`;
  const file = await Deno.open(path, { write: true, create: true });
  if (!await file.tryLock(true)) {
    file.close();
    return null;
  }
  return {
    out,
    async release() {
      await Deno.remove(path).catch(() => {});
      file.close();
    },
  };
}
