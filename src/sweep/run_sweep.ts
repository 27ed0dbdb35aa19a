import { systemClock, UserError } from "../base/mod.ts";
import { assertModeAllowed } from "../cassette/mod.ts";
import { openLedger } from "../ledger/mod.ts";
import { describeScoring, scoredAttempts } from "../scoring/mod.ts";
import type { Attempt, JsonObject, Ledger } from "../spec/mod.ts";
import type { AdaptiveOutcome } from "./adaptive/mod.ts";
import { assertPlugins } from "./_assert_plugins.ts";
import { chooseRun, type ChosenRun } from "./_choose_run.ts";
import { displaySummary } from "./_display_summary.ts";
import { checkPlan, type PlanProblem } from "./check/mod.ts";
import { type PassEnd, passOver } from "./_pass_over.ts";
import { settlePlan } from "./patterns/mod.ts";
import { lookUpInCatalog, runPrices, withCatalogPrices } from "./_price_endpoints.ts";
import { withCredentials } from "./_with_credentials.ts";
import { shapeOf, writeSummary, writeTables, type Written } from "./_write_results.ts";
import type { RunOptions, RunSummary } from "./run_summary.ts";
import { scoringCosts } from "./scoring/mod.ts";
import { planScorers } from "./scoring/plan_scorers.ts";
import { withScorers } from "./scoring/with_scorers.ts";
import type { SweepPlan } from "./sweep_plan.ts";
import { writeRunResults } from "./write_run_results.ts";
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
export async function runSweep(given: SweepPlan, options: RunOptions): Promise<RunSummary> {
  const clock = options.clock ?? systemClock;
  const startMs = clock.nowMs();
  assertPlaces(options);
  const plan = withScorers(await settlePlan(given, options), options.scorers);
  assertWhole(plan, options);
  assertPlugins(plan.plugins);
  const scorers = planScorers(plan);
  assertModeAllowed(options.mode, environment(options)("CI"), options.allowLiveInCi ?? false);
  await assertNetwork(options);
  const problems = await problemsOf(plan, options);
  const callable = await withCredentials(plan, { env: environment(options), mode: options.mode, setup: options.setup });
  const lookUp = options.prices ?? lookUpInCatalog;
  const found = options.mode === "replay" ? callable : await withCatalogPrices(callable, lookUp);
  await using ledger = await openLedger(options.ledgerPath);
  const shape = shapeOf(plan, describeScoring(plan.score).scorers);
  const chosen = await chooseRun(plan, options, { ledger, clock, shape });
  try {
    const ci = environment(options)("CI") ?? "";
    const end = await passOver({ plan, options, clock, scorers, endpoints: found, ledger, chosen, ci });
    const wallMs = clock.nowMs() - startMs;
    if (end.adaptive !== null) await keepOutcome(ledger, chosen.run.runId, end.adaptive);
    const written = await writeTables(ownRows(ledger, chosen), chosen.out, shape);
    const summary = await summarizeRun({ plan, options, ledger, chosen, end, wallMs, problems, written });
    await writeSummary(chosen.run, { plan, summary });
    // The last of the shards writes what all of them came to.
    if (options.shard !== undefined && end.isWhole) await writeRunResults(ledger, chosen.run.runId, options.outRoot);
    // A run that was cut short had no chance to ask for all.
    if (end.leftOver !== null && !end.interrupted) {
      throw new UnusedRecordingsError(end.leftOver.message, summary, end.leftOver);
    }
    return displaySummary(summary);
  } finally {
    chosen.release();
  }
}

/** Whoever looks at the run later must know which cells it was right to leave out. */
async function keepOutcome(ledger: Ledger, runId: string, outcome: AdaptiveOutcome): Promise<void> {
  const run = await ledger.run(runId);
  const adaptive: JsonObject = JSON.parse(JSON.stringify(outcome));
  await ledger.updateRun(runId, { manifest: { ...run!.manifest, adaptive } });
}

/** What endpoints do not take is looked into where calls may be made: a replay plays what was sent. */
async function problemsOf(plan: SweepPlan, options: RunOptions): Promise<readonly PlanProblem[]> {
  if (options.problems !== undefined) return options.problems;
  if (options.mode === "replay") return [];
  const { strictness, records, warn } = options;
  return await checkPlan(plan, { env: environment(options), strictness, records, warn });
}

async function summarizeRun({ plan, options, ledger, chosen, end, wallMs, problems, written }: {
  plan: SweepPlan;
  options: RunOptions;
  ledger: Ledger;
  chosen: ChosenRun;
  end: PassEnd;
  wallMs: number;
  problems: RunSummary["problems"];
  written: Written;
}): Promise<RunSummary> {
  const { run, out, finishedCount, ownCount } = chosen;
  const { interrupted, budget, warnings, guarded, endpoints, tape, adaptive } = end;
  return {
    runId: run.runId,
    plan: plan.name,
    mode: options.mode,
    cells: ownCount,
    ...written,
    resumed: finishedCount,
    wallMs: Math.round(wallMs),
    out,
    interrupted,
    budget,
    warnings,
    ...guarded,
    prices: runPrices(endpoints),
    problems,
    recorded: tape.recorded,
    expired: tape.expired,
    unplayed: tape.unplayed,
    ...(adaptive === null ? {} : { adaptive }),
    scoring: await scoringCosts(ledger, run.runId, 1),
  };
}

/** The rows of a run, or of this process's shard of it. */
async function* ownRows(ledger: Ledger, { run, finished }: ChosenRun): AsyncGenerator<Attempt> {
  const rows = scoredAttempts(ledger, run.runId, { scoring: 1 });
  for await (const attempt of rows) if (finished[attempt.cellIndex] !== 2) yield attempt;
}

function environment({ env }: RunOptions): (name: string) => string | undefined {
  return env ?? ((name) => Deno.env.get(name));
}

/** What is gone on with leaves over what its first session has played. */
function assertWhole(
  { cassette, adaptive }: SweepPlan,
  { resume, shard, mode, unused = cassette.unused }: RunOptions,
): void {
  if (shard !== undefined && adaptive !== undefined) {
    throw new UserError(
      `Cannot run a shard as [adaptive] looks at all answers of a round before the next one begins: current value is ` +
        `"${shard.index}/${shard.of}"`,
      { exitCode: 2 },
    );
  }
  if (shard !== undefined && mode === "replay" && unused === "error") {
    throw new UserError(
      `Cannot run a shard as unused recordings are an error and only a whole replay can find them: current value is ` +
        `"${shard.index}/${shard.of}"`,
      { exitCode: 2 },
    );
  }
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

/** A notebook checks no types: a place that is left out would be a folder called "undefined". */
function assertPlaces(options: RunOptions): void {
  for (const name of ["ledgerPath", "outRoot"] as const) {
    if (typeof options[name] === "string") continue;
    throw new UserError(`Cannot run the sweep as ${name} must be a path: current value is ${options[name]}`);
  }
}
