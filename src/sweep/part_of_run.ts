import type { RunRecord } from "../spec/mod.ts";
import { restrictPlan } from "./restrict_plan.ts";
import type { SweepPlan } from "./sweep_plan.ts";

/**
 * The part of a plan that a run was begun with (`--only`), as its manifest says: whoever goes on with a run, or verifies
 * it, need not say it again. A plan that is a part already stays as it is.
 *
 * @throws {UserError} when the plan no longer has such a part.
 *
 * @example A run of the whole plan
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { loadPlan, partOfRun } from "@tapedeck/tapedeck";
 *
 * const plan = await loadPlan("sweeps/quickstart.toml");
 * assertEquals(partOfRun(plan, { manifest: {} }), plan);
 * ```
 */
export function partOfRun(plan: SweepPlan, { manifest: { only } }: Pick<RunRecord, "manifest">): SweepPlan {
  if (plan.only !== undefined || !Array.isArray(only)) return plan;
  return restrictPlan(plan, only.filter((one) => typeof one === "string"));
}
