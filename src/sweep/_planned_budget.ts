import type { Clock, Endpoint } from "../spec/mod.ts";
import { budgetOfShard, type PlanBudget, planBudget, type PlannedBudget } from "./budget/mod.ts";
import type { RunOptions } from "./run_summary.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * The budget of a run as its plan and its options say; `null`: nothing is limited, or nothing is paid.
 * @throws {UserError} with exit code 2 when what its calls may use at most is not known and limited.
 */
export async function plannedBudget(
  plan: SweepPlan,
  { mode, runBudget, shard, records, env = (name) => Deno.env.get(name) }: RunOptions,
  { endpoints, clock }: { readonly endpoints: ReadonlyMap<string, Endpoint>; readonly clock: Clock },
): Promise<PlannedBudget | null> {
  const limits = merged(plan.budget ?? {}, runBudget ?? {});
  if (mode === "replay" || Object.keys(limits).length === 0) return null;
  const own = shard === undefined ? limits : budgetOfShard(limits, shard);
  return await planBudget(own, { plan, endpoints, clock, records, env });
}

/** Each limit by itself: who limits the requests of a session keeps the plan's dollars. */
function merged(plan: PlanBudget, given: PlanBudget): PlanBudget {
  const names = new Set([...Object.keys(plan.providers ?? {}), ...Object.keys(given.providers ?? {})]);
  const providers = [...names].map((name) => [name, { ...plan.providers?.[name], ...given.providers?.[name] }]);
  return { ...plan, ...given, ...(names.size === 0 ? {} : { providers: Object.fromEntries(providers) }) };
}
