import type { Score } from "../spec/mod.ts";

/**
 * The mean of the scores that apply; `null` when none does. A score of `null` counts neither as 0 nor as anything else.
 *
 * `weights` say by name how much a score counts; one that is not named counts 1. Where all that apply weigh nothing,
 * there is no mean.
 *
 * @example A scorer that does not apply
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { meanScore } from "@tapedeck/tapedeck";
 *
 * const scores = [{ name: "exact", score: 0 }, { name: "regex", score: 1 }, { name: "number", score: null }];
 * assertEquals(meanScore(scores), 0.5);
 * assertEquals(meanScore(scores, { weights: { exact: 3 } }), 0.25);
 * assertEquals(meanScore([]), null);
 * ```
 */
export function meanScore(
  scores: readonly Score[],
  { weights }: { readonly weights?: { readonly [name: string]: number } } = {},
): number | null {
  let [sum, weight] = [0, 0];
  for (const { name, score } of scores) {
    if (score === null) continue;
    const own = weights !== undefined && Object.hasOwn(weights, name) ? weights[name] : 1;
    sum += score * own;
    weight += own;
  }
  return weight === 0 ? null : Math.min(1, sum / weight);
}
