import { isThere, systemClock, UserError } from "../../base/mod.ts";
import { isPostgresUrl, openLedger, openSqliteLedger } from "../../ledger/mod.ts";
import { scoredAttempts, type ScoredLedger } from "../../scoring/mod.ts";
import type { Attempt, Clock, Ledger, RunRecord, Scorer } from "../../spec/mod.ts";
import type { ChosenRun } from "../_choose_run.ts";
import { passOver } from "../_pass_over.ts";
import { withCredentials } from "../_with_credentials.ts";
import { placesOf } from "../control/mod.ts";
import { loadPlan } from "../load_plan.ts";
import { partOfRun } from "../part_of_run.ts";
import { settlePlan } from "../patterns/mod.ts";
import { planHash } from "../plan_hash.ts";
import type { RunOptions, RunProgress } from "../run_summary.ts";
import { planScorers } from "../scoring/plan_scorers.ts";
import { withScorers } from "../scoring/with_scorers.ts";
import type { SweepPlan } from "../sweep_plan.ts";
import { compareRows } from "./compare_rows.ts";
import type { RunVerification } from "./run_verification.ts";

/** Options of {@linkcode verifyRun}. */
export interface VerifyRunOptions {
  /** The SQLite file or the server that has the run. */
  readonly ledgerPath: string;
  /** The plan of the run; the one that stands where the run's did unless given. */
  readonly plan?: SweepPlan;
  /** The tape of the run; the one that stands where the run's did unless given. */
  readonly cassettePath?: string;
  /** Scorers that the run was given in code. */
  readonly scorers?: readonly Scorer[];
  /** Cells that are derived at once; 16 unless given, and it makes no difference to what comes of it. */
  readonly concurrency?: number;
  /** Is called when a cell has been derived. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Ends it with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Told what a person should know. */
  readonly warn?: (message: string) => void;
  /** The machine's own clock unless given. */
  readonly clock?: Clock;
  /** Keep the right to use the network for the rest of the process. */
  readonly keepNetwork?: boolean;
}

/**
 * Derive every number of a run's table again from its tape, and say which differ: status and kind of error, tokens, cost,
 * times and waits, finish reason, output and its hash, scores. The run's cells are replayed into a ledger of their own,
 * which is compared with the run's row by row; nothing is called, and nothing is written.
 *
 * Cells that have not ended are passed over, so that an interrupted run can be checked as well. Rows whose recording is
 * not on the tape are told apart from those that differ.
 *
 * @throws {UserError} when there is no such run, it has no tape, or its plan or tape are not to be found or are others.
 *
 * @example Whether a table can be trusted
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadPlan, runSweep, verifyRun } from "@tapedeck/tapedeck";
 *
 * const folder = await Deno.makeTempDir();
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * const [ledgerPath, cassettePath] = [`${folder}/ledger.sqlite`, "cassettes/quickstart.jsonl"];
 * const options = { ledgerPath, cassettePath, outRoot: folder, mode: "replay", concurrency: 4, keepNetwork: true } as const;
 * const { runId } = await runSweep(plan, options);
 * const { differing, unrecorded } = await verifyRun(runId, { ledgerPath, plan, cassettePath });
 * assertEquals([differing, unrecorded], [0, 0]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function verifyRun(runId: string, options: VerifyRunOptions): Promise<RunVerification> {
  const { ledgerPath } = options;
  await using ledger = await openLedger(ledgerPath);
  const run = await ledger.run(runId);
  if (run === null) throw refused("the ledger has no such run", runId);
  const cassette = await tapeOf(run, options);
  const plan = await planOf(run, cassette, options);
  await using derived = await openSqliteLedger(":memory:");
  const { finished, ended } = await endedCells(ledger, run);
  await derive(plan, { ledger: derived, chosen: chosenFor(run, { derived, cassette, finished, ended }) }, options);
  options.signal?.throwIfAborted();
  const compared = await compareRows(rowsOf(ledger, run, finished), shownRows(derived, run));
  return { runId, cassette, cells: ended, open: run.cells - ended, ...compared };
}

function refused(reason: string, value: string): UserError {
  return new UserError(`Cannot verify the run as ${reason}: current value is "${value}"`, { exitCode: 2 });
}

async function tapeOf(run: RunRecord, { cassettePath, ledgerPath }: VerifyRunOptions): Promise<string> {
  const path = cassettePath ?? (await placesOf(run, ledgerPath)).cassettePath;
  if (path === null) throw refused("it has no tape", run.runId);
  if (await isThere(path)) return path;
  throw refused("its tape is not where it was: name it with --cassette", path);
}

/** The plan as it was when the run began: another one has other cells, prices or scorers. */
async function planOf(run: RunRecord, cassettePath: string, options: VerifyRunOptions): Promise<SweepPlan> {
  const { ledgerPath, scorers, clock } = options;
  const given = options.plan ?? await loadRunPlan(run, ledgerPath);
  const at = { ...replayOptions(options), ledgerPath, cassettePath, resume: run.runId, clock };
  const plan = partOfRun(withScorers(await settlePlan(given, at), scorers), run);
  if (planHash(plan) === run.planHash) return plan;
  throw refused("the plan has changed since (its cells, prices or scorers)", plan.path);
}

async function loadRunPlan(run: RunRecord, ledgerPath: string): Promise<SweepPlan> {
  const { planPath } = await placesOf(run, ledgerPath);
  if (planPath !== "" && await isThere(planPath)) return await loadPlan(planPath);
  throw refused("its plan is not where it was: name it with --plan", planPath === "" ? run.plan : planPath);
}

/** How a run is replayed that is only looked at. */
function replayOptions(
  { ledgerPath, warn, keepNetwork = isPostgresUrl(ledgerPath), concurrency = 16, onProgress, signal, clock }:
    VerifyRunOptions,
): RunOptions {
  return {
    ledgerPath: ":memory:",
    outRoot: "",
    mode: "replay",
    cassettePath: null,
    concurrency,
    warn,
    keepNetwork,
    onProgress,
    signal,
    clock,
  };
}

async function endedCells(ledger: Ledger, run: RunRecord): Promise<{ finished: Uint8Array; ended: number }> {
  const finished = new Uint8Array(run.cells);
  let ended = 0;
  for await (const index of ledger.finishedCells(run.runId)) {
    ended += 1 - finished[index];
    finished[index] = 1;
  }
  return { finished, ended };
}

async function* rowsOf(ledger: Ledger, run: RunRecord, finished: Uint8Array): AsyncGenerator<Attempt> {
  for await (const attempt of shownRows(ledger, run)) if (finished[attempt.cellIndex] === 1) yield attempt;
}

/** A run's rows; of one that is done, with the comparisons in pairs that were made when all answers were there. */
function shownRows(ledger: Ledger, { runId, status }: RunRecord): AsyncIterable<Attempt> {
  if (status !== "done") return ledger.attempts(runId);
  const first: ScoredLedger = {
    attempts: (id) => ledger.attempts(id),
    scores: (id, number) => ledger.scores(id, number),
    scorings: async (id) => (await ledger.scorings(id)).filter(({ number }) => number === 1),
  };
  return scoredAttempts(first, runId, { scoring: 1 });
}

/** The run once more, in another ledger: what has ended is to be run, and the rest is not. */
function chosenFor(run: RunRecord, { derived, cassette, finished, ended }: {
  readonly derived: Ledger;
  readonly cassette: string;
  readonly finished: Uint8Array;
  readonly ended: number;
}): ChosenRun {
  const again: RunRecord = { ...run, mode: "replay", control: null, status: "running", endedAt: null };
  return {
    run: again,
    cassettePath: cassette,
    finished: finished.map((one) => one === 1 ? 0 : 2),
    finishedCount: 0,
    // What an adaptive run that is done has left out counts as well.
    ownCount: run.status === "done" ? run.cells : ended,
    tried: new Map(),
    out: "",
    begin: () => derived.startRun(again),
    end: () => Promise.resolve(false),
    release: () => {},
  };
}

async function derive(
  plan: SweepPlan,
  { ledger, chosen }: { readonly ledger: Ledger; readonly chosen: ChosenRun },
  given: VerifyRunOptions,
): Promise<void> {
  const clock = given.clock ?? systemClock;
  // A recording is what it is, however old; and most of a tape may be other runs'.
  const { expire: _, unused: __, budget: ___, ...cassette } = plan.cassette;
  const still: SweepPlan = { ...plan, cassette: { ...cassette, speed: 0 } };
  const endpoints = await withCredentials(still, { env: () => undefined, mode: "replay", setup: undefined });
  const options = replayOptions(given);
  await passOver({ plan: still, options, clock, scorers: planScorers(still), endpoints, ledger, chosen, ci: "" });
}
