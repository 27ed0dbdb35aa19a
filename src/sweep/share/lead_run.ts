import { systemClock, UserError } from "../../base/mod.ts";
import { assertModeAllowed } from "../../cassette/mod.ts";
import type { Endpoint, Ledger, RunRecord } from "../../spec/mod.ts";
import { assertPlugins } from "../_assert_plugins.ts";
import { chooseRun, type ChosenRun } from "../_choose_run.ts";
import { lookUpInCatalog, runPrices, withCatalogPrices } from "../_price_endpoints.ts";
import { shapeOf, writeSummary, writeTables, type Written } from "../_write_results.ts";
import { checkPlan, type PlanProblem } from "../check/mod.ts";
import type { RunOptions, RunSummary } from "../run_summary.ts";
import { describeScoring } from "../../scoring/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/** How the session of a run that others made ended. */
export interface LedEnd {
  readonly wallMs: number;
  readonly interrupted: boolean;
  /** Recordings of the run on its tape. */
  readonly recorded: number;
}

/** A run whose calls others make: it is chosen here, and its results are written here. */
export interface RunLead {
  readonly run: RunRecord;
  /** The tape on which all recordings come together; `null`: there is none. */
  readonly cassettePath: string | null;
  /** Cells that had ended before. */
  readonly finishedCount: number;
  /** The plan's endpoints with the prices that were looked up for those without one. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  /** Writes that the run has begun, or is gone on with. */
  begin(): Promise<void>;
  /** Writes how the run stands and its results, and sums it up. */
  end(how: LedEnd): Promise<RunSummary>;
  /** The run is nobody's then. */
  release(): void;
}

/**
 * Choose a run as `runSweep` does, for others to make its calls.
 * @throws {UserError} as `runSweep`, but for credentials: nobody calls here.
 */
export async function leadRun(plan: SweepPlan, options: RunOptions, ledger: Ledger): Promise<RunLead> {
  const { clock = systemClock, env = (name: string) => Deno.env.get(name), mode } = options;
  assertPlugins(plan.plugins);
  assertShared(plan, options);
  assertModeAllowed(mode, env("CI"), options.allowLiveInCi ?? false);
  const problems = options.problems ?? await checkPlan(plan, { ...options, env });
  const bare = new Map(plan.endpoints.map((endpoint) => [endpoint.key, endpoint as Endpoint]));
  const endpoints = await withCatalogPrices(bare, options.prices ?? lookUpInCatalog);
  const shape = shapeOf(plan, describeScoring(plan.score).scorers);
  const now = () => clock.date().toISOString();
  const chosen = await chooseRun(plan, options, { ledger, clock, shape });
  return {
    run: chosen.run,
    cassettePath: chosen.cassettePath,
    finishedCount: chosen.finishedCount,
    endpoints,
    async begin() {
      await chosen.begin();
      await beginScoring(plan, ledger, { runId: chosen.run.runId, at: now() });
    },
    async end(how) {
      const { runId } = chosen.run;
      if (!how.interrupted && await isScored(ledger, runId)) await ledger.endScoring(runId, OWN, now());
      await chosen.end({ isDone: !how.interrupted, at: now() });
      const written = await writeTables(ledger.attempts(runId), chosen.out, shape);
      const summary = summaryOf({ plan, options, chosen, how, endpoints, problems, written });
      await writeSummary(chosen.run, { plan, summary });
      return summary;
    },
    release: () => chosen.release(),
  };
}

/** The run's own scoring, whose verdicts stand in its rows. */
const OWN = 1;

async function beginScoring(
  plan: SweepPlan,
  ledger: Ledger,
  { runId, at }: { readonly runId: string; readonly at: string },
): Promise<void> {
  const scoring = describeScoring(plan.score);
  if (scoring.scorers.length === 0 || await isScored(ledger, runId)) return;
  await ledger.startScoring({ runId, number: OWN, ...scoring, createdAt: at, endedAt: null });
}

async function isScored(ledger: Ledger, runId: string): Promise<boolean> {
  return (await ledger.scorings(runId)).some(({ number }) => number === OWN);
}

/** @throws {UserError} when the options are for one process alone. */
function assertShared({ scoreEndpoints, adaptive }: SweepPlan, { mode, shard, refresh }: RunOptions): void {
  const refused = (reason: string, value: string) =>
    new UserError(`Cannot share the run between workers as ${reason}: current value is "${value}"`, { exitCode: 2 });
  if (mode === "replay" || mode === "refresh" || refresh !== undefined) {
    throw refused("they have no tape to play: it must call, in mode record, append or passthrough", mode);
  }
  if (scoreEndpoints !== undefined) {
    throw refused("a scorer of it makes calls: leave it out, and use `tapedeck score` when the run has ended", mode);
  }
  if (adaptive !== undefined) {
    throw refused("[adaptive] looks at all answers of a round before the next one begins", adaptive.method);
  }
  if (shard !== undefined) throw refused("a shard is one process's", `${shard.index}/${shard.of}`);
}

function summaryOf({ plan, options, chosen: { run, out, finishedCount }, how, endpoints, problems, written }: {
  readonly plan: SweepPlan;
  readonly options: RunOptions;
  readonly chosen: ChosenRun;
  readonly how: LedEnd;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly problems: readonly PlanProblem[];
  readonly written: Written;
}): RunSummary {
  return {
    runId: run.runId,
    plan: plan.name,
    mode: options.mode,
    cells: run.cells,
    ...written,
    resumed: finishedCount,
    wallMs: Math.round(how.wallMs),
    out,
    interrupted: how.interrupted,
    budget: null,
    prices: runPrices(endpoints),
    problems,
    warnings: [],
    recorded: how.recorded,
    expired: 0,
    unplayed: 0,
    scoring: [],
  };
}
