import { UserError } from "../../base/mod.ts";
import { createScorers } from "../../scoring/mod.ts";
import type { Scorer } from "../../spec/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/**
 * The scorers of a plan that make no calls by endpoints of the plan: those of the table, and those from outside.
 * @throws {UserError} when scorers from outside were not loaded, as in a plan that was put together by hand.
 */
export function planScorers({ score, scorers: loaded = [] }: Pick<SweepPlan, "score" | "scorers">): Scorer[] {
  const missing = (score.custom ?? []).find(({ name }) => !loaded.some((scorer) => scorer.name === name));
  if (missing !== undefined) {
    throw new UserError(
      `Cannot score as the scorer "${missing.name}" was not loaded with the plan: current value is "${missing.use}"`,
    );
  }
  return [...createScorers(score), ...loaded];
}
