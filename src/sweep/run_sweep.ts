import { dirname } from "node:path";
import { systemClock, UserError } from "../base/mod.ts";
import {
  assertModeAllowed,
  BudgetExceededError,
  type ExceededBudget,
  type Tape,
  type TapeSummary,
} from "../cassette/mod.ts";
import { openSqliteLedger, resultsHash } from "../ledger/mod.ts";
import { createScorers } from "../scoring/mod.ts";
import type { Clock, Endpoint, Ledger, Scorer } from "../spec/mod.ts";
import { assertPlugins } from "./_assert_plugins.ts";
import { cellContext } from "./_cell_context.ts";
import { chooseRun, type ChosenRun } from "./_choose_run.ts";
import { checkPlan, type PlanProblem } from "./check/mod.ts";
import { LedgerControl, SweepControl } from "./control/mod.ts";
import { GroupCommit } from "./_group_commit.ts";
import { fixedOrder, openTape } from "./_open_tape.ts";
import { runCell } from "./_run_cell.ts";
import { lookUpInCatalog, runPrices, withCatalogPrices, withKeptPrices } from "./_price_endpoints.ts";
import { runCells } from "./_run_cells.ts";
import { withCredentials } from "./_with_credentials.ts";
import { totalsOf, writeResults } from "./_write_results.ts";
import type { RunOptions, RunSummary } from "./run_summary.ts";
import type { RunWarning } from "./run_warning.ts";
import type { SweepPlan } from "./sweep_plan.ts";
import { UnusedRecordingsError } from "./unused_recordings_error.ts";

/**
 * Run a plan: every cell's call through the tape, its tries into the ledger, and the results into a folder. A live
 * run that was interrupted, by Ctrl-C, a kill or its budget, is gone on with: what has ended is not called again.
 *
 * Where the recording budget has no room for another call, the calls in flight end, what was recorded stays, and the
 * run counts as interrupted; the summary's `budget` says what was spent. A budget is that of one session.
 *
 * @throws {UserError} when the tape, the ledger or a credential is missing or unusable. A call that fails is no error:
 * it is a row.
 * @throws {UnusedRecordingsError} when a replay was to leave no recordings over and did; the results are written then.
 */
export async function runSweep(plan: SweepPlan, options: RunOptions): Promise<RunSummary> {
  const clock = options.clock ?? systemClock;
  const startMs = clock.nowMs();
  assertWhole(plan, options);
  assertPlugins(plan.plugins);
  const scorers = createScorers(plan.score);
  assertModeAllowed(options.mode, environment(options)("CI"), options.allowLiveInCi ?? false);
  await assertNetwork(options);
  const problems = await problemsOf(plan, options);
  const callable = await withCredentials(plan, { env: environment(options), mode: options.mode, setup: options.setup });
  const lookUp = options.prices ?? lookUpInCatalog;
  const found = options.mode === "replay" ? callable : await withCatalogPrices(callable, lookUp);
  await Deno.mkdir(dirname(options.ledgerPath), { recursive: true });
  await using ledger = await openSqliteLedger(options.ledgerPath);
  await using tape = await openTape(plan, options, {
    endpoints: found,
    clock,
    ci: environment(options)("CI") ?? "",
  });
  const endpoints = await withKeptPrices(found, tape);
  const chosen = await chooseRun(plan, options, ledger, clock);
  try {
    const end = await callAll({ plan, options, clock, scorers, endpoints, ledger, tape, chosen });
    const leftOver = await closeTape(tape);
    const wallMs = clock.nowMs() - startMs;
    const before = { prices: runPrices(endpoints), problems };
    const summary = await summarizeRun({ plan, options, ledger, chosen, end, tape: tape.summary, wallMs, before });
    await writeResults(ledger, chosen.run, { plan, scorers: scorers.map(({ name }) => name), summary });
    // A run that was cut short had no chance to ask for all.
    if (leftOver !== null && !end.interrupted) throw new UnusedRecordingsError(leftOver.message, summary, leftOver);
    return summary;
  } finally {
    await chosen.release();
  }
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

/** How a pass over the cells ended. */
interface RunEnd {
  readonly interrupted: boolean;
  readonly budget: ExceededBudget | null;
  readonly warnings: readonly RunWarning[];
}

interface RunParts {
  readonly plan: SweepPlan;
  readonly options: RunOptions;
  readonly clock: Clock;
  readonly scorers: readonly Scorer[];
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly ledger: Ledger;
  readonly tape: Tape;
  readonly chosen: ChosenRun;
}

/** Call all cells that have not ended yet. */
async function callAll(parts: RunParts): Promise<RunEnd> {
  const { plan, options, clock, ledger, tape, chosen } = parts;
  const { runId } = chosen.run;
  using stop = stopSignal(options.signal);
  const { signal } = stop;
  const commit = new GroupCommit(ledger);
  const control = options.control ?? new SweepControl();
  const told = new LedgerControl({ ledger, runId, control, clock, known: chosen.run.control });
  const context = await cellContext({ ...parts, runId, signal, control });
  let failed: { readonly error: unknown } | null = null;
  let budget: ExceededBudget | null = null;
  const fail = (error: unknown) => {
    if (error instanceof BudgetExceededError) budget = error.budget;
    else failed ??= { error };
  };
  const ended = await runCells({
    plan,
    chosen,
    concurrency: fixedOrder(tape) ? 1 : options.concurrency,
    isFair: tape.mode !== "replay",
    signal,
    control,
    giveUp: stop.abort,
    clock,
    run: async (cell, waits) => {
      told.tick();
      const attempts = await runCell(cell, context, { waits });
      await commit.add(attempts);
      return attempts;
    },
    onFailure: fail,
    onProgress: options.onProgress,
  });
  // What has ended is saved, also when the run ends with an error: it can then be gone on with.
  await commit.flush().catch(fail);
  await told.stop().catch(fail);
  const isDone = failed === null && chosen.finishedCount + ended === chosen.run.cells;
  await ledger.updateRun(runId, { status: isDone ? "done" : "interrupted", endedAt: clock.date().toISOString() });
  if (failed !== null) throw (failed as { readonly error: unknown }).error;
  return { interrupted: !isDone, budget, warnings: context.warnings.list() };
}

/** What endpoints do not take is looked into where calls may be made: a replay plays what was sent. */
async function problemsOf(plan: SweepPlan, options: RunOptions): Promise<readonly PlanProblem[]> {
  if (options.problems !== undefined) return options.problems;
  if (options.mode === "replay") return [];
  const { strictness, records, warn } = options;
  return await checkPlan(plan, { env: environment(options), strictness, records, warn });
}

async function summarizeRun({ plan, options, ledger, chosen, end, tape, wallMs, before }: {
  plan: SweepPlan;
  options: RunOptions;
  ledger: Ledger;
  chosen: ChosenRun;
  end: RunEnd;
  tape: TapeSummary;
  wallMs: number;
  before: Pick<RunSummary, "prices" | "problems">;
}): Promise<RunSummary> {
  const { run, out, finishedCount } = chosen;
  return {
    runId: run.runId,
    plan: plan.name,
    mode: options.mode,
    cells: run.cells,
    ...await totalsOf(ledger, run.runId),
    resumed: finishedCount,
    wallMs: Math.round(wallMs),
    resultsHash: await resultsHash(ledger.attempts(run.runId)),
    out,
    ...end,
    ...before,
    recorded: tape.recorded,
    expired: tape.expired,
    unplayed: tape.unplayed,
  };
}

function environment({ env }: RunOptions): (name: string) => string | undefined {
  return env ?? ((name) => Deno.env.get(name));
}

/** What is gone on with leaves over what its first session has played. */
function assertWhole({ cassette }: SweepPlan, { resume, mode, unused = cassette.unused }: RunOptions): void {
  if (resume === undefined || mode !== "replay" || unused !== "error") return;
  throw new UserError(
    `Cannot go on with a replay as unused recordings are an error and only a whole one can find them: current value is ` +
      `"${resume}"`,
    { exitCode: 2 },
  );
}

/** Said before anything is written: `deno task sweep` has no right to use the network. */
async function assertNetwork({ mode, fetch }: RunOptions): Promise<void> {
  if (mode === "replay" || fetch !== undefined) return;
  if ((await Deno.permissions.query({ name: "net" })).state !== "denied") return;
  throw new UserError(
    `Cannot run the sweep as mode "${mode}" calls live and this process may not use the network: ` +
      "use `deno task tapedeck sweep run`",
    { exitCode: 2 },
  );
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
