import { Decimal, UserError } from "../base/mod.ts";
import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { parseTolerance } from "./_tolerance.ts";

/** Options of {@linkcode costScorer}. */
export interface CostScorerOptions {
  /** The most that an answer may cost with all its tries, in US dollars: a decimal number, best as text. */
  readonly maxUsd: string | number;
}

/**
 * Makes the scorer `cost`: 1 when the answer, with all tries that it took, cost no more than `maxUsd`. Amounts are
 * compared exactly. A replay has the recorded cost; where it is unknown, the scorer does not apply.
 *
 * @throws {UserError} when the amount is no decimal number or negative.
 *
 * @example A tenth of a cent at most
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { costScorer } from "@tapedeck/tapedeck";
 *
 * const call = { latencyMs: null, ttftMs: null, costUsd: "0.00099", inputTokens: 12, outputTokens: 3 };
 * assertEquals(costScorer({ maxUsd: "0.001" }).score({ input: "", output: "", expected: null, call }).score, 1);
 * ```
 */
export function costScorer({ maxUsd }: CostScorerOptions): PureScorer {
  const most = parseTolerance(maxUsd);
  if (most === null) {
    throw new UserError(
      "Cannot score by cost as 'maxUsd' must be a decimal number that is not negative: " +
        `current value is ${JSON.stringify(maxUsd)}`,
    );
  }
  return {
    name: "cost",
    score({ call }: ScorerInput): Score {
      const usd = call?.costUsd ?? null;
      return { name: "cost", score: usd === null ? null : Decimal.parse(usd).compare(most) <= 0 ? 1 : 0 };
    },
  };
}
