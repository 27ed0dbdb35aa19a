import { checkFinite } from "./_check.ts";
import { ascending } from "./mean.ts";

/**
 * How much more often a value of the first sample is greater than one of the second than smaller, over all pairs: from
 * −1 to 1 (Cliff 1993, "Dominance statistics"). Only the order of values counts, so outliers do not; `null` where a
 * sample is empty.
 *
 * @throws {RangeError} when a value is no finite number.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cliffsDelta } from "@tapedeck/tapedeck";
 *
 * assertEquals(cliffsDelta([1, 2, 3, 4], [0, 1]), 7 / 8);
 * ```
 */
export function cliffsDelta(first: readonly number[], second: readonly number[]): number | null {
  checkFinite(first, "compare samples");
  checkFinite(second, "compare samples");
  if (first.length === 0 || second.length === 0) return null;
  const others = ascending(second);
  let [balance, smaller, notGreater] = [0, 0, 0];
  for (const value of ascending(first)) {
    while (smaller < others.length && others[smaller] < value) smaller++;
    while (notGreater < others.length && others[notGreater] <= value) notGreater++;
    balance += smaller - (others.length - notGreater);
  }
  return balance / (first.length * second.length);
}
