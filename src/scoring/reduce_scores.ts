import { passAtK, quantile, UserError } from "../base/mod.ts";
import type { ScoreReduction } from "../spec/mod.ts";

/** Options of {@linkcode reduceScores}. */
export interface ReduceScoresOptions {
  /** From which score on an answer passes, for `majority` and `pass@k`. 0.5 unless given. */
  readonly threshold?: number;
}

/**
 * Make one score of those of a prompt's repeats. A score of `null` is left out; of none there is `null`.
 *
 * - `mean`, `median` (between the two middle ones of an even number), `max`, `min`: as they are called;
 * - `majority`: of the verdicts whether an answer passes, 1 when more than half do, 0 when fewer do, 0.5 at a tie;
 * - `pass@k`: how probable it is that at least one of k answers passes, drawn from the n that there are, of which c pass:
 *   `1 - C(n - c, k) / C(n, k)`, the unbiased estimate of Chen et al. 2021 (arXiv 2107.03374), as a product, so that no
 *   number grows too large.
 *
 * @throws {UserError} when there are scores, but fewer than the k of `pass@k`; the message names both numbers.
 *
 * @example Three answers of which one is right
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reduceScores } from "@tapedeck/tapedeck";
 *
 * const scores = [0, 1, 0];
 * assertEquals(reduceScores(scores, "majority"), 0);
 * assertEquals(reduceScores(scores, "max"), 1);
 * assertEquals(reduceScores([...scores, null], "pass@2"), 1 - (2 / 3) * (1 / 2));
 * ```
 */
export function reduceScores(
  scores: readonly (number | null)[],
  reduction: ScoreReduction,
  { threshold = 0.5 }: ReduceScoresOptions = {},
): number | null {
  const known = Float64Array.from(scores.filter((score) => score !== null)).sort();
  const n = known.length;
  if (n === 0) return null;
  const passed = known.filter((score) => score >= threshold).length;
  switch (reduction) {
    case "mean":
      return Math.min(1, known.reduce((sum, score) => sum + score, 0) / n);
    case "median":
      return quantile(known, 0.5);
    case "max":
      return known[n - 1];
    case "min":
      return known[0];
    case "majority":
      return passed * 2 === n ? 0.5 : passed * 2 > n ? 1 : 0;
    default:
      return checkedPassAtK(Number(reduction.slice("pass@".length)), { n, passed });
  }
}

function checkedPassAtK(k: number, { n, passed }: { n: number; passed: number }): number {
  if (!Number.isSafeInteger(k) || k < 1) {
    throw new UserError(`Cannot reduce scores as k of pass@k must be a whole number from 1: current value is ${k}`);
  }
  if (n < k) throw new UserError(`Cannot reduce scores by pass@${k} as there are fewer answers: current value is ${n}`);
  return passAtK(n, passed, k);
}
