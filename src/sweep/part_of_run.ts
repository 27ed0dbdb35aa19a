import type { RunRecord } from "../spec/mod.ts";
import { restrictPlan } from "./restrict_plan.ts";
import type { PlanFaults, SweepPlan } from "./sweep_plan.ts";

/**
 * The part of a plan that a run was begun with (`--only`), and the failures on purpose that came from beside it
 * (`--faults`), as its manifest says: whoever goes on with a run, or verifies it, need not say them again. A plan that is a
 * part already, or has failures of its own, keeps them.
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
export function partOfRun(plan: SweepPlan, { manifest: { only, faults } }: Pick<RunRecord, "manifest">): SweepPlan {
  const faulty = plan.faults === null && faults !== undefined
    ? { ...plan, faults: faults as unknown as PlanFaults }
    : plan;
  if (plan.only !== undefined || !Array.isArray(only)) return faulty;
  return restrictPlan(faulty, only.filter((one) => typeof one === "string"));
}
