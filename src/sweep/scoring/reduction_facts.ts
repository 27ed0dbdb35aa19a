import { repeatReduction } from "../../scoring/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/**
 * How a run's repeats are reduced, for its manifest: `{ reduction: { reduce: "pass@3" } }`; nothing where its plan says
 * nothing of it. It changes no row, so a run can be gone on with by another one: `before` is what the manifest had.
 */
export function reductionFacts({ score }: Pick<SweepPlan, "score">, before: JsonObject = {}): JsonObject {
  const reduction = repeatReduction(score);
  if (reduction === null) return before.reduction === undefined ? {} : { reduction: null };
  return { reduction: JSON.parse(JSON.stringify(reduction)) };
}
