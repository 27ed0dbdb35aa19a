import { taggedHash, UserError } from "../../base/mod.ts";
import { type CustomScorerConfig, describeScoring } from "../../scoring/mod.ts";
import type { Scorer } from "../../spec/mod.ts";
import type { SweepPlan } from "../sweep_plan.ts";

/** Where scorers are that a program gives, and no plan names. */
export const GIVEN_IN_CODE = "(code)";

/**
 * A plan with further scorers that a program gives. They stand in its table as those from outside do, with a hash of
 * their text, so that the plan's hash tells whether they are the same.
 * @throws {UserError} when two scorers have one name.
 */
export function withScorers(plan: SweepPlan, scorers: readonly Scorer[] = []): SweepPlan {
  if (scorers.length === 0) return plan;
  const names = [...describeScoring(plan.score).scorers];
  const custom = scorers.map((scorer): CustomScorerConfig => {
    if (names.includes(scorer.name) || scorer.name === "human") {
      throw new UserError(
        `Cannot use the scorer as its name is taken in "${plan.name}": current value is "${scorer.name}"`,
      );
    }
    names.push(scorer.name);
    return { name: scorer.name, use: GIVEN_IN_CODE, code: codeOf(scorer) };
  });
  return {
    ...plan,
    score: { ...plan.score, custom: [...plan.score.custom ?? [], ...custom] },
    scorers: [...plan.scorers ?? [], ...scorers],
  };
}

/** That of `defineScorer` knows the function within; of another one there is its own text. */
function codeOf(scorer: Scorer): string {
  return "code" in scorer && typeof scorer.code === "string"
    ? scorer.code
    : taggedHash("code", Function.prototype.toString.call(scorer.score));
}
