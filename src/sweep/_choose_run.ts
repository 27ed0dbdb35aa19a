import { hash } from "node:crypto";
import { canonicalJson, UserError } from "../base/mod.ts";
import type { Clock, JsonObject, Ledger, RunRecord } from "../spec/mod.ts";
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

/**
 * Go on with a run that was interrupted, or begin a new one. A replay that was interrupted is begun anew unless it is
 * asked for by its id: it costs nothing, and its tape may have changed since. So is a run that was cancelled.
 *
 * @throws {UserError} when the run that is asked for cannot be gone on with, or another process is running the plan live.
 */
export async function chooseRun(
  plan: SweepPlan,
  options: RunOptions,
  ledger: Ledger,
  clock: Clock,
): Promise<ChosenRun> {
  const hashOfPlan = planHash(plan);
  for (const { runId } of await candidates(hashOfPlan, options, ledger)) {
    const lock = await lockRun(options, runId);
    if (lock === null) throw busyError(runId, options);
    try {
      // Once more, now that nobody else can change it.
      const run = await ledger.run(runId);
      if (run !== null && (run.status !== "done" || options.resume !== undefined)) {
        return { run: { ...run, control: null }, ...await goOn(ledger, run), ...lock };
      }
    } catch (error) {
      await lock.release();
      throw error;
    }
    await lock.release();
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
    manifest: { ...manifestOf(options), parameters: fixedParameters(plan), ...gateOf(plan) },
    control: null,
  };
  const lock = await lockRun(options, run.runId);
  if (lock === null) throw busyError(run.runId, options);
  await ledger.startRun(run);
  return { run, finished: new Uint8Array(run.cells), finishedCount: 0, ...lock };
}

/** What each endpoint sends in all of its cells: with the axes of a row, all that was set. */
function fixedParameters({ endpoints }: SweepPlan): JsonObject {
  return JSON.parse(JSON.stringify(Object.fromEntries(endpoints.map(({ key, parameters }) => [key, parameters]))));
}

/** A run is asked what its plan asked when it began. */
function gateOf({ gate }: SweepPlan): JsonObject {
  return gate === null ? {} : { gate: JSON.parse(JSON.stringify(gate)) };
}

/** What is refreshed decides which cells of a run were paid anew: going on by another rule would leave half of each. */
function manifestOf({ refresh }: RunOptions): JsonObject {
  return refresh === undefined ? {} : { refresh: JSON.parse(JSON.stringify(refresh)) };
}

function refreshesAlike({ manifest }: RunRecord, options: RunOptions): boolean {
  return canonicalJson(manifest.refresh ?? null) === canonicalJson(manifestOf(options).refresh ?? null);
}

function busyError(runId: string, options: RunOptions): UserError {
  const way = options.resume === undefined ? "; --new (fresh in code) starts another beside it" : "";
  return new UserError(`Cannot run the plan as another process is running it${way}: current value is "${runId}"`);
}

/** The runs that this one may go on with, in the order of preference. */
async function candidates(hashOfPlan: string, options: RunOptions, ledger: Ledger): Promise<RunRecord[]> {
  if (options.resume !== undefined) {
    const run = await ledger.run(options.resume);
    assertResumable(run, hashOfPlan, options);
    return [run];
  }
  if (options.fresh || options.mode === "replay") return [];
  return (await ledger.runs({ planHash: hashOfPlan })).filter((run) =>
    run.status !== "done" && run.control !== "cancel" && run.mode === options.mode && run.cassette === options.cassettePath &&
    refreshesAlike(run, options)
  );
}

function assertResumable(run: RunRecord | null, hashOfPlan: string, options: RunOptions): asserts run is RunRecord {
  const refused = (reason: string) =>
    new UserError(`Cannot resume the run as ${reason}: current value is "${options.resume}"`, { exitCode: 2 });
  if (run === null) throw refused("the ledger has none of this id");
  if (run.planHash !== hashOfPlan) throw refused("the plan has changed since (its cells, prices or scorers)");
  if (run.mode !== options.mode) throw refused(`it was made in mode "${run.mode}" and not "${options.mode}"`);
  if (run.cassette !== options.cassettePath) throw refused(`it was made with another cassette, "${run.cassette}"`);
  if (!refreshesAlike(run, options)) throw refused("it refreshed other recordings");
}

async function goOn(ledger: Ledger, run: RunRecord): Promise<{ finished: Uint8Array; finishedCount: number }> {
  const finished = new Uint8Array(run.cells);
  let finishedCount = 0;
  for await (const index of ledger.finishedCells(run.runId)) {
    finishedCount += 1 - finished[index];
    finished[index] = 1;
  }
  await ledger.updateRun(run.runId, { status: "running", endedAt: null, control: null });
  return { finished, finishedCount };
}

/** Sortable by time, and distinct also when two begin in the same millisecond. */
function newRunId(startedAt: string, hashOfPlan: string): string {
  const stamp = startedAt.slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  const unique = hash("sha256", hashOfPlan + startedAt + crypto.randomUUID(), "hex").slice(0, 8);
  return `run_${stamp}-${unique}`;
}

/**
 * The lock stands beside the ledger, which is what two processes would share, and lasts as long as the process: one that
 * is killed leaves none behind. `null`: somebody else has it.
 */
async function lockRun(
  { ledgerPath, outRoot }: RunOptions,
  runId: string,
): Promise<{ out: string; release(): Promise<void> } | null> {
  const folder = `${ledgerPath}.locks`;
  await Deno.mkdir(folder, { recursive: true });
  const file = await Deno.open(`${folder}/${runId}`, { write: true, create: true });
  if (!await file.tryLock(true)) {
    file.close();
    return null;
  }
  const out = `${outRoot}/${runId}`;
  await Deno.mkdir(out, { recursive: true });
  return { out, release: () => Promise.resolve(file.close()) };
}
