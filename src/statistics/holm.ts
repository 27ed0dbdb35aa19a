import { adjusted } from "./_adjusted.ts";

/**
 * P-values corrected for their number by Holm's step-down method (Holm 1979, "A simple sequentially rejective multiple
 * test procedure"): one below 0.05 keeps the chance of any false finding among them below 5 %, however they depend on
 * each other. The order is kept; `null`, which is no test, stays and is not counted.
 *
 * @throws {RangeError} when a p-value is not between 0 and 1.
 *
 * @example Three tests
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { holm } from "@tapedeck/tapedeck";
 *
 * assertEquals(holm([0.04, 0.01, null, 0.03]), [0.06, 0.03, null, 0.06]);
 * ```
 */
export function holm(pValues: readonly number[]): number[];
/** The same with `null` where there was no test. */
export function holm(pValues: readonly (number | null)[]): (number | null)[];
export function holm(pValues: readonly (number | null)[]): (number | null)[] {
  return adjusted(pValues, (ascending) => {
    let most = 0;
    return ascending.map((p, i) => most = Math.max(most, Math.min(1, p * (ascending.length - i))));
  });
}
