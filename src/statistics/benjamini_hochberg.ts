import { adjusted } from "./_adjusted.ts";

/**
 * P-values corrected for their number by the step-up method of Benjamini & Hochberg (1995, "Controlling the false
 * discovery rate"): of those below 0.05, no more than 5 % are false findings on average. The order is kept; `null`, which
 * is no test, stays and is not counted.
 *
 * It holds for tests that are independent, or that depend positively on each other, as comparisons with the same baseline
 * on the same prompts do (Benjamini & Yekutieli 2001). For any dependence, multiply by 1 + 1/2 + … + 1/m, or take
 * {@linkcode holm}.
 *
 * @throws {RangeError} when a p-value is not between 0 and 1.
 *
 * @example Three tests
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { benjaminiHochberg } from "@tapedeck/tapedeck";
 *
 * assertEquals(benjaminiHochberg([0.04, 0.01, null, 0.03]), [0.04, 0.03, null, 0.04]);
 * ```
 */
export function benjaminiHochberg(pValues: readonly number[]): number[];
/** The same with `null` where there was no test. */
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[];
export function benjaminiHochberg(pValues: readonly (number | null)[]): (number | null)[] {
  return adjusted(pValues, (ascending) => {
    const corrected = ascending.map((p, i) => Math.min(1, p * ascending.length / (i + 1)));
    for (let i = corrected.length - 2; i >= 0; i--) corrected[i] = Math.min(corrected[i], corrected[i + 1]);
    return corrected;
  });
}
