import type { Score } from "../spec/mod.ts";

/**
 * The mean of the scores that apply; `null` when none does. A score of `null` counts neither as 0 nor as anything else.
 *
 * @example A scorer that does not apply
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { meanScore } from "@tapedeck/tapedeck";
 *
 * assertEquals(meanScore([{ name: "exact", score: 0 }, { name: "regex", score: 1 }, { name: "number", score: null }]), 0.5);
 * assertEquals(meanScore([]), null);
 * ```
 */
export function meanScore(scores: readonly Score[]): number | null {
  const values = scores.map(({ score }) => score).filter((score) => score !== null);
  return values.length === 0 ? null : values.reduce((sum, score) => sum + score, 0) / values.length;
}
