import { hash } from "node:crypto";
import { dirname } from "node:path";
import { canonicalJson, isRunId, makeFolder, UserError } from "../base/mod.ts";
import type { RunShape } from "../ledger/mod.ts";
import type { Clock, JsonObject, Ledger, RunRecord } from "../spec/mod.ts";
import { axisFacts } from "./_axis_facts.ts";
import { cellCount } from "./cell_count.ts";
import {
  cellsOfShard,
  isOfShard,
  isTapeOf,
  isTapeOfEachRun,
  lockChoice,
  placesFrom,
  reopenFailed,
  RunLock,
  shardsOf,
  tapeOfRun,
  triesOfReopened,
} from "./control/mod.ts";
import { patternFacts } from "./patterns/mod.ts";
import { planHash } from "./plan_hash.ts";
import type { RunOptions } from "./run_summary.ts";
import { reductionFacts } from "./scoring/reduction_facts.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** A run, or a shard of it, that is this process's own until `release`. */
export interface ChosenRun {
  readonly run: RunRecord;
  /** The tape of this run. */
  readonly cassettePath: string | null;
  /** The cells that need not be run: 1 at the index of one that has ended, 2 at that of another shard's. */
  readonly finished: Uint8Array;
  /** Of this process's cells, those that have ended. */
  readonly finishedCount: number;
  /** How many cells are this process's: all of them, unless it runs a shard. */
  readonly ownCount: number;
  /** Cells that have ended before and are to be tried again, with the number of their tries so far. */
  readonly tried: ReadonlyMap<number, number>;
  /** The folder of the results: the run's own, or the shard's within it. */
  readonly out: string;
  /** Writes that the run has begun, or is gone on with; nothing is called before. */
  begin(): Promise<void>;
  /** Writes that this session has ended; whether the run as a whole has. */
  end(how: { readonly isDone: boolean; readonly at: string }): Promise<boolean>;
  release(): void;
}

interface Choice {
  readonly plan: SweepPlan;
  readonly planHash: string;
  readonly options: RunOptions;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Which columns the results have. */
  readonly shape: RunShape;
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
  { ledger, clock, shape }: { readonly ledger: Ledger; readonly clock: Clock; readonly shape: RunShape },
): Promise<ChosenRun> {
  const choice = { plan, planHash: planHash(plan), options, ledger, clock, shape };
  assertOptions(options);
  if (options.shard === undefined) return await choose(choice);
  using _turn = await lockChoice(ledger);
  const chosen = await choose(choice);
  // While nobody else chooses: who comes next joins this run.
  await chosen.begin();
  return { ...chosen, begin: () => Promise.resolve() };
}

async function choose(choice: Choice): Promise<ChosenRun> {
  const { options, ledger } = choice;
  for await (const { runId } of candidates(choice)) {
    const lock = await RunLock.take(ledger, runId, options.shard);
    if (lock === null) throw busyError(runId, options);
    try {
      // Once more, now that nobody else can change it.
      const run = await ledger.run(runId);
      if (run !== null && (run.status !== "done" || isAskedFor(options))) return await goOn(run, lock, choice);
    } catch (error) {
      lock.release();
      throw error;
    }
    lock.release();
  }
  assertNothingToRetry(options);
  return await beginNew(choice);
}

/** Whether a run that is done is gone on with too. */
function isAskedFor({ resume, runId, retryFailed }: RunOptions): boolean {
  return resume !== undefined || runId !== undefined || retryFailed !== undefined;
}

async function beginNew({ plan, planHash, options, ledger, clock, shape }: Choice): Promise<ChosenRun> {
  const startedAt = clock.date().toISOString();
  const runId = options.runId ?? newRunId(startedAt, planHash);
  const cassettePath = await newTape(planHash, options, { ledger, runId });
  const { ledgerPath, shard } = options;
  const run: RunRecord = {
    runId,
    plan: plan.name,
    planHash,
    mode: options.mode,
    cassette: cassettePath,
    cells: cellCount(plan),
    status: "running",
    startedAt,
    endedAt: null,
    manifest: {
      ...manifestOf(options),
      parameters: fixedParameters(plan),
      ...patternFacts(plan),
      ...onlyFacts(plan),
      ...axisFacts(plan.axes),
      ...gateOf(plan),
      ...faultsOf(plan),
      ...reductionFacts(plan),
      places: placesFrom({ ledgerPath, planPath: plan.path, cassettePath }),
      shape: { axes: shape.axes, scorers: [...shape.scorers] },
      ...(shard === undefined ? {} : { shards: shard.of }),
    },
    control: null,
  };
  const lock = await RunLock.take(ledger, runId, shard);
  if (lock === null) throw busyError(runId, options);
  const begin = () => ledger.startRun(run);
  return await chosenRun(run, lock, { options, ledger, cassettePath, begin, finished: new Uint8Array(run.cells) });
}

async function goOn(run: RunRecord, lock: RunLock, { plan, options, ledger }: Choice): Promise<ChosenRun> {
  const { shard, ledgerPath, retryFailed } = options;
  const cassettePath = tapeOfRun(options.cassettePath, run.runId);
  const isOwn = (index: number) => shard === undefined || isOfShard(index, shard);
  const isRetried = retryFailed !== undefined || run.manifest.retried === true;
  if (retryFailed !== undefined) {
    // Before: a cell that has rows and has not ended must be known for what it is, also after a kill.
    await ledger.updateRun(run.runId, { manifest: { ...run.manifest, retried: true } });
    await reopenFailed(ledger, run.runId, { kinds: retryFailed, isOwn });
  }
  const finished = new Uint8Array(run.cells);
  for await (const index of ledger.finishedCells(run.runId)) finished[index] = 1;
  // What one shard's process is told holds for all of them until somebody takes it back.
  const control = shard === undefined || options.resume !== undefined ? null : run.control;
  const manifest = {
    ...run.manifest,
    ...reductionFacts(plan, run.manifest),
    places: placesFrom({ ledgerPath, planPath: plan.path, cassettePath }),
    ...(isRetried ? { retried: true } : {}),
  };
  const begin = () => ledger.updateRun(run.runId, { status: "running", endedAt: null, control, manifest });
  const tried = isRetried ? await triesOfReopened(ledger, run.runId, finished) : undefined;
  const now = { ...run, cassette: cassettePath, control, manifest };
  return await chosenRun(now, lock, { options, ledger, cassettePath, begin, finished, tried });
}

async function chosenRun(run: RunRecord, lock: RunLock, parts: {
  readonly options: RunOptions;
  readonly ledger: Ledger;
  readonly cassettePath: string | null;
  readonly finished: Uint8Array;
  readonly tried?: ReadonlyMap<number, number>;
  begin(): Promise<void>;
}): Promise<ChosenRun> {
  const { options: { outRoot, shard }, ledger, cassettePath, finished, tried = new Map(), begin } = parts;
  const { runId, cells } = run;
  const out = `${outRoot}/${runId}${shard === undefined ? "" : `/shard-${shard.index}-of-${shard.of}`}`;
  await makeFolder(out, "write results");
  let finishedCount = 0;
  for (let index = 0; index < cells; index++) {
    if (shard !== undefined && !isOfShard(index, shard)) finished[index] = 2;
    else finishedCount += finished[index];
  }
  return {
    run,
    cassettePath,
    finished,
    finishedCount,
    ownCount: shard === undefined ? cells : cellsOfShard(cells, shard),
    tried,
    out,
    begin,
    async end({ isDone, at }) {
      // As long as others run their shards, the run goes on.
      if (!await lock.becomeOnly()) return false;
      const isWhole = isDone && (shard === undefined || await countFinished(ledger, runId) === cells);
      await ledger.updateRun(runId, { status: isWhole ? "done" : "interrupted", endedAt: at });
      return isWhole;
    },
    release: () => lock.release(),
  };
}

async function countFinished(ledger: Ledger, runId: string): Promise<number> {
  let count = 0;
  for await (const _index of ledger.finishedCells(runId)) count++;
  return count;
}

/** Which part of the plan it is. */
function onlyFacts({ only }: SweepPlan): JsonObject {
  return only === undefined ? {} : { only: [...only.written] };
}

/** What each endpoint sends in all of its cells: with the axes of a row, all that was set. */
function fixedParameters({ endpoints }: SweepPlan): JsonObject {
  return JSON.parse(JSON.stringify(Object.fromEntries(endpoints.map(({ key, parameters }) => [key, parameters]))));
}

/** A run is asked what its plan asked when it began. */
function gateOf({ gate }: SweepPlan): JsonObject {
  return gate === null ? {} : { gate: JSON.parse(JSON.stringify(gate)) };
}

/** They may stand in no plan: a command can bring them along. */
function faultsOf({ faults }: SweepPlan): JsonObject {
  return faults === null ? {} : { faults: JSON.parse(JSON.stringify(faults)) };
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
async function* candidates({ plan, planHash, options, ledger }: Choice): AsyncGenerator<RunRecord> {
  const { resume, runId, mode, shard } = options;
  const asked = resume ?? runId;
  const files = { ledgerPath: options.ledgerPath, planPath: plan.path, cassettePath: options.cassettePath };
  if (asked !== undefined) {
    const run = await ledger.run(asked);
    if (run === null && resume === undefined) return;
    const isTape = run !== null && await isTapeOf(run, files);
    assertResumable(run, { planHash, options, asked, isTape });
    yield run;
    return;
  }
  if (options.fresh || mode === "replay") return;
  for (const run of await ledger.runs({ planHash })) {
    const isOpen = run.control !== "cancel" && (run.status !== "done" || isAskedFor(options));
    const isAlike = run.mode === mode && shardsOf(run) === (shard?.of ?? null) && refreshesAlike(run, options);
    if (isRunId(run.runId) && isOpen && isAlike && await isTapeOf(run, files)) yield run;
  }
}

function assertResumable(
  run: RunRecord | null,
  { planHash, options, asked, isTape }: {
    readonly planHash: string;
    readonly options: RunOptions;
    readonly asked: string;
    readonly isTape: boolean;
  },
): asserts run is RunRecord {
  const refused = (reason: string) =>
    new UserError(`Cannot resume the run as ${reason}: current value is "${asked}"`, { exitCode: 2 });
  if (run === null) throw refused("the ledger has none of this id");
  if (!isRunId(run.runId)) throw refused("its id cannot name a folder: the ledger came from elsewhere");
  if (run.planHash !== planHash) throw refused("the plan has changed since (its cells, prices or scorers)");
  if (run.mode !== options.mode) throw refused(`it was made in mode "${run.mode}" and not "${options.mode}"`);
  if (!isTape) throw refused(`it was made with another cassette, "${run.cassette}"`);
  if (!refreshesAlike(run, options)) throw refused("it refreshed other recordings");
  const shards = shardsOf(run);
  if (options.shard === undefined || shards === options.shard.of) return;
  throw refused(shards === null ? "it was not begun in shards" : `it was begun in ${shards} shards`);
}

/** Where each run has a tape of its own, a replay plays that of the last run that called. */
async function newTape(
  planHash: string,
  { cassettePath, mode }: RunOptions,
  { ledger, runId }: { readonly ledger: Ledger; readonly runId: string },
): Promise<string | null> {
  const path = tapeOfRun(cassettePath, runId);
  if (path === null || !isTapeOfEachRun(cassettePath)) return path;
  if (mode !== "replay") {
    await makeFolder(dirname(path), "record");
    return path;
  }
  const last = (await ledger.runs({ planHash })).find((run) => run.mode !== "replay" && run.cassette !== null);
  if (last !== undefined) return tapeOfRun(cassettePath, last.runId);
  throw new UserError(
    `Cannot replay as each run has a tape of its own and the ledger has no run of the plan that called: name a tape ` +
      `with --cassette: current value is "${cassettePath}"`,
    { exitCode: 2 },
  );
}

/** @throws {UserError} when something was to be tried again. */
function assertNothingToRetry({ retryFailed, mode }: RunOptions): void {
  if (retryFailed === undefined) return;
  throw new UserError(
    `Cannot try again what failed as the ledger has no run of the plan with this tape: current value is mode "${mode}"`,
    { exitCode: 2 },
  );
}

function assertOptions({ runId, resume, fresh, shard, retryFailed, mode }: RunOptions): void {
  const refused = (what: string, value: string) =>
    new UserError(`Cannot run the plan as ${what}: current value is "${value}"`, { exitCode: 2 });
  if (runId !== undefined && !isRunId(runId)) {
    throw refused("a run's id has letters, digits, dots, dashes and underscores only, 100 at the most", runId);
  }
  if (runId !== undefined && (resume !== undefined || fresh)) {
    throw refused("an id of one's own (--run-id) says already whether a run is gone on with or begun", runId);
  }
  if (shard !== undefined && fresh) {
    throw refused(
      "each shard would begin a run of its own: give all of them one --run-id",
      `${shard.index}/${shard.of}`,
    );
  }
  if (retryFailed !== undefined && (mode === "replay" || fresh)) {
    throw refused("what failed is tried again by calling, in a run that there is already", fresh ? "--new" : mode);
  }
}

/** Sortable by time, and distinct also when two begin in the same millisecond. */
function newRunId(startedAt: string, hashOfPlan: string): string {
  const stamp = startedAt.slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  const unique = hash("sha256", hashOfPlan + startedAt + crypto.randomUUID(), "hex").slice(0, 8);
  return `run_${stamp}-${unique}`;
}
