/**
 * How probable it is that at least one of k answers is right, drawn from `n` that were given, of which `correct` are
 * right: `1 − C(n − correct, k) / C(n, k)`, the unbiased estimate of Chen et al. 2021 ("Evaluating large language models
 * trained on code", arXiv 2107.03374), as a product, so that no number grows too large. For k = 1 it is the mean.
 *
 * @throws {RangeError} when these are no counts, or fewer answers were given than are drawn.
 *
 * @example Two of five answers are right
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { passAtK } from "@tapedeck/tapedeck";
 *
 * assertAlmostEquals(passAtK(5, 2, 1), 0.4);
 * assertAlmostEquals(passAtK(5, 2, 3), 0.9);
 * ```
 */
export function passAtK(n: number, correct: number, k: number): number {
  for (
    const [name, value, least, most] of [["n", n, 1, Infinity], ["correct", correct, 0, n], ["k", k, 1, n]] as const
  ) {
    if (Number.isSafeInteger(value) && value >= least && value <= most) continue;
    throw new RangeError(
      `Cannot estimate pass@k as ${name} must be a whole number from ${least} to ${most}: current value is ${value}`,
    );
  }
  let none = 1;
  for (let i = 0; i < k; i++) none *= Math.max(0, n - correct - i) / (n - i);
  return 1 - none;
}
