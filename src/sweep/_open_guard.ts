import type { Tape } from "../cassette/mod.ts";
import type { Clock, Endpoint, Ledger } from "../spec/mod.ts";
import { type BudgetSpending, openRunBudget, type PlannedBudget } from "./budget/mod.ts";
import { cellCount } from "./cell_count.ts";
import { CellGuard } from "./_cell_guard.ts";
import type { ChosenRun } from "./_choose_run.ts";
import type { RunOptions } from "./run_summary.ts";
import { type RunStop, RunStops } from "./stop/mod.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/** How many failures in a row are systematic where the plan does not say. */
const STOP_AFTER = 3;

/** What watches over the calls of a session. */
export interface OpenedGuard {
  readonly guard: CellGuard;
  readonly isStopped: (endpoint: string) => boolean;
  readonly spending: () => Promise<readonly BudgetSpending[]>;
  /** Puts down what the session has decided and spent, and tells it. */
  end(): Promise<{ readonly stops: readonly RunStop[]; readonly spending: readonly BudgetSpending[] }>;
}

/** Watch over the calls of a session: what it may spend, and when there is no use in going on. */
export async function openGuard(parts: {
  readonly plan: SweepPlan;
  readonly options: Pick<RunOptions, "mode" | "budgetStore" | "shard">;
  readonly clock: Clock;
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly ledger: Ledger;
  readonly tape: Tape;
  readonly chosen: Pick<ChosenRun, "run">;
  readonly signal: AbortSignal;
  readonly planned: PlannedBudget | null;
}): Promise<OpenedGuard> {
  const { plan, options, clock, endpoints, ledger, tape, chosen: { run }, signal, planned } = parts;
  const isReplay = options.mode === "replay";
  const { stopAfter = STOP_AFTER } = plan.run;
  const samples = plan.samples.length;
  const variants = Math.max(1, Math.floor(cellCount(plan) / plan.endpoints.length / samples / plan.repeats));
  const stops = new RunStops({
    endpoints,
    stopAfter: isReplay ? null : stopAfter,
    width: { samples, variants },
    decide: (scope, name, make) => tape.decide(scope, name, make, run.runId),
    signal,
    isReplay,
  });
  if (isReplay) await stops.recall();
  const { budgetStore: store, shard } = options;
  const budget = planned === null || isReplay
    ? null
    : await openRunBudget(planned, { plan, endpoints, ledger, run, clock, store, shard });
  return {
    guard: new CellGuard({ stops, budget }),
    // A replay knows what was stopped in the end: until then its cells are run.
    isStopped: (endpoint) => !isReplay && stops.isStopped(endpoint),
    spending: async () => await budget?.spending() ?? [],
    async end() {
      await stops.end();
      await budget?.close();
      return { stops: stops.list(), spending: await budget?.spending() ?? [] };
    },
  };
}
