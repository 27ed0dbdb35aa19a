import { UserError } from "../base/mod.ts";
import { BudgetExceededError, type ExceededBudget, type Tape, type TapeSummary } from "../cassette/mod.ts";
import { callScorers } from "../scoring/mod.ts";
import type { Clock, Endpoint, Ledger, Scorer, TransportStatus } from "../spec/mod.ts";
import { type AdaptiveOutcome, AdaptiveRun } from "./adaptive/mod.ts";
import { cellContext } from "./_cell_context.ts";
import type { PlannedBudget } from "./budget/mod.ts";
import type { ChosenRun } from "./_choose_run.ts";
import { LedgerControl, RunEndingError, SweepControl } from "./control/mod.ts";
import { plannedBudget } from "./_planned_budget.ts";
import { openGuard } from "./_open_guard.ts";
import { forecastRun } from "./_forecast_run.ts";
import { GroupCommit } from "./_group_commit.ts";
import { fixedOrder, openTape } from "./_open_tape.ts";
import { trackRun } from "./_track_run.ts";
import { keepPatterns } from "./patterns/mod.ts";
import { withKeptPrices } from "./_price_endpoints.ts";
import type { CellContext } from "./_run_cell.ts";
import { runCells } from "./_run_cells.ts";
import { runChances } from "./_run_chances.ts";
import { RunScoring } from "./scoring/mod.ts";
import type { RunOptions, RunSummary } from "./run_summary.ts";
import type { RunWarning } from "./run_warning.ts";
import { CellLeftError } from "./stop/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** What a pass over the cells of a run needs. */
export interface PassParts {
  readonly plan: SweepPlan;
  readonly options: RunOptions;
  readonly clock: Clock;
  readonly scorers: readonly Scorer[];
  /** With their credentials, and with prices that were looked up. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly ledger: Ledger;
  readonly chosen: ChosenRun;
  /** What `CI` is set to. */
  readonly ci: string;
}

/** How a pass over the cells ended. */
export interface PassEnd {
  readonly interrupted: boolean;
  readonly budget: ExceededBudget | null;
  readonly warnings: readonly RunWarning[];
  readonly guarded: Pick<RunSummary, "stops" | "spending" | "forecast" | "sessionCostUsd">;
  /** What it went on without; `null`: the plan drops nothing. */
  readonly adaptive: AdaptiveOutcome | null;
  /** Whether all cells of the run have ended, those of other shards too. */
  readonly isWhole: boolean;
  /** With the prices that the tape keeps. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly tape: TapeSummary;
  /** The error that names the recordings which a replay was to leave none of and did. */
  readonly leftOver: UserError | null;
}

/** Open the run's tape, run all cells that have not ended, and close it. */
export async function passOver(parts: PassParts): Promise<PassEnd> {
  const { plan, clock, chosen, ci } = parts;
  const options = { ...parts.options, cassettePath: chosen.cassettePath };
  await using tape = await openTape(plan, options, { endpoints: parts.endpoints, clock, ci });
  await keepPatterns(plan, tape);
  const endpoints = await withKeptPrices(parts.endpoints, tape);
  await using scoring = await RunScoring.open(plan, parts.scorers, {
    ...options,
    env: options.env ?? ((name) => Deno.env.get(name)),
    clock,
    runTape: chosen.cassettePath,
    openTape: tape,
  });
  // Judges are paid by the same budget.
  const paid = new Map([...endpoints, ...scoring.endpoints.map((endpoint) => [endpoint.key, endpoint] as const)]);
  const planned = await plannedBudget(withScoreEndpoints(plan), options, { endpoints: paid, clock });
  const expected = await forecastRun(plan, options, { endpoints, chosen, tape, clock });
  await chosen.begin();
  const end = await callAll({ ...parts, options, endpoints }, { tape, planned, scoring });
  const leftOver = await closeTape(tape);
  const guarded = { ...end.guarded, ...(expected === null ? {} : { forecast: expected }) };
  return { ...end, guarded, endpoints, tape: tape.summary, leftOver };
}

/**
 * Close the tape; the error that names its unused recordings, where these are one.
 * @throws {UserError} when a recording could not be written.
 */
async function closeTape(tape: Tape): Promise<UserError | null> {
  try {
    await tape.close();
    return null;
  } catch (error) {
    if (tape.mode !== "replay" || tape.summary.unplayed === 0 || !(error instanceof UserError)) throw error;
    return error;
  }
}

/** Call all cells that have not ended yet. */
async function callAll(
  parts: PassParts,
  { tape, planned, scoring }: {
    readonly tape: Tape;
    readonly planned: PlannedBudget | null;
    readonly scoring: RunScoring;
  },
): Promise<Pick<PassEnd, "interrupted" | "budget" | "warnings" | "guarded" | "isWhole" | "adaptive">> {
  const { plan, options, clock, ledger, chosen } = parts;
  const { runId } = chosen.run;
  using stop = stopSignal(options.signal);
  const { signal } = stop;
  const commit = new GroupCommit(ledger);
  const control = options.control ?? new SweepControl();
  const watch = await openGuard({ ...parts, tape, signal, planned });
  const { tracker, onStart } = tracked(parts, watch);
  const context = await cellContext({
    ...parts,
    options: { ...options, onStart },
    tape,
    runId,
    signal,
    control,
    guard: watch.guard,
    scoring,
  });
  await scoring.begin(ledger, runId, clock.date().toISOString());
  const told = new LedgerControl({ ledger, runId, control, clock, known: chosen.run.control });
  let failed: { readonly error: unknown } | null = null;
  let budget: ExceededBudget | null = null;
  const fail = (error: unknown) => {
    if (error instanceof BudgetExceededError) budget = error.budget;
    else failed ??= { error };
  };
  const adaptive = adaptiveRun(parts, { tape, commit });
  const ended = await runCells({
    plan,
    chosen,
    ...(adaptive === null ? {} : { rounds: adaptive.rounds() }),
    concurrency: fixedOrder(tape) || scoring.needsOrder ? 1 : options.concurrency,
    isFair: tape.mode !== "replay",
    signal,
    control,
    giveUp: stop.abort,
    isStopped: watch.isStopped,
    clock,
    run: async (cell, waits) => {
      told.tick();
      const attempts = await runChances(cell, context, { waits, tried: chosen.tried, tape });
      await commit.add(attempts, context.scoring.take(cell.index));
      return attempts;
    },
    onFailure: fail,
    tracker,
  });
  // What has ended is saved, also when the run ends with an error: it can then be gone on with.
  await commit.flush().catch(fail);
  await told.stop().catch(fail);
  const guarded = await watch.end().catch((error) => {
    fail(error);
    return {};
  });
  const outcome = await adaptive?.outcome() ?? null;
  const hasEnded = failed === null &&
    chosen.finishedCount + ended + (outcome?.cellsLeftOut ?? 0) === chosen.ownCount;
  const { isDone, isWhole } = await endRun(parts, {
    hasEnded,
    score: () => scored(scoring, { ledger, context, fail }),
  });
  if (failed !== null) throw (failed as { readonly error: unknown }).error;
  return {
    interrupted: !isDone,
    budget,
    warnings: context.warnings.list(),
    guarded: { ...guarded, sessionCostUsd: tracker.cost?.toString() ?? null },
    isWhole,
    adaptive: outcome,
  };
}

/** Score a run whose cells have ended, and write how it stands. */
async function endRun(
  { chosen, clock }: PassParts,
  { hasEnded, score }: { readonly hasEnded: boolean; readonly score: () => Promise<boolean> },
): Promise<{ isDone: boolean; isWhole: boolean }> {
  const isAll = chosen.ownCount === chosen.run.cells;
  // What compares answers needs all of them, and a run is done when it has been scored.
  const isScored = hasEnded && isAll && await score();
  const isDone = hasEnded && (!isAll || isScored);
  const isWhole = await chosen.end({ isDone, at: clock.date().toISOString() });
  if (isWhole && !isAll) await score();
  return { isDone, isWhole };
}

/** The rounds of a plan that drops what is beaten; `null`: it does not. */
function adaptiveRun(
  { plan, ledger, chosen: { run, finished } }: PassParts,
  { tape, commit }: { readonly tape: Tape; readonly commit: GroupCommit },
): AdaptiveRun | null {
  const { adaptive } = plan;
  if (adaptive === undefined) return null;
  return new AdaptiveRun({
    plan,
    adaptive,
    finished,
    rows: async function* () {
      await commit.flush();
      yield* ledger.attempts(run.runId);
    },
    decide: (name, make) => tape.decide("adaptive", name, make),
  });
}

/** The plan with all that its calls go to, those of its scorers too. Embeddings have no answer that could be long. */
function withScoreEndpoints(plan: SweepPlan): SweepPlan {
  const { scoreEndpoints = {}, score } = plan;
  const kinds = new Map(callScorers(score).map(({ name, kind }) => [name, kind]));
  const scorers = Object.entries(scoreEndpoints).flatMap(([name, endpoints]) =>
    kinds.get(name) !== "similarity"
      ? endpoints
      : endpoints.map((endpoint) => ({ ...endpoint, parameters: { ...endpoint.parameters, maxTokens: 0 } }))
  );
  return { ...plan, endpoints: [...plan.endpoints, ...scorers] };
}

/** What counts the cells of a session, and tells whoever watches it where its limits and breakers stand. */
function tracked(
  { plan, options, clock, chosen }: PassParts,
  { isStopped, spending }: Pick<Awaited<ReturnType<typeof openGuard>>, "isStopped" | "spending">,
) {
  let status: (() => TransportStatus) | undefined;
  const tracker = trackRun(plan, chosen.finished, {
    clock,
    status: () => status?.() ?? { limits: [], breakers: [] },
    spending,
    isStopped,
    onProgress: options.onProgress,
  });
  const onStart: RunOptions["onStart"] = (run) => {
    status = run.status;
    options.onStart?.({ ...run, progress: () => tracker.progress() });
  };
  return { tracker, onStart };
}

/** Whether the scoring of a run has ended, too; an error is told. */
async function scored(scoring: RunScoring, { ledger, context, fail }: {
  readonly ledger: Ledger;
  readonly context: CellContext;
  readonly fail: (error: unknown) => void;
}): Promise<boolean> {
  try {
    await scoring.end(ledger, context.scoring.context);
    return true;
  } catch (error) {
    const isOver = context.signal.aborted || error instanceof CellLeftError || error instanceof RunEndingError;
    if (!isOver) fail(error);
    return false;
  }
}

/** A signal that follows the caller's. Its reason is always an `AbortError`: what it cuts short is no provider's timeout. */
function stopSignal(
  given: AbortSignal | undefined,
): { signal: AbortSignal; abort: () => void; [Symbol.dispose](): void } {
  const controller = new AbortController();
  const stop = () => controller.abort();
  if (given?.aborted) stop();
  given?.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    abort: stop,
    [Symbol.dispose]: () => given?.removeEventListener("abort", stop),
  };
}
