import { checkFinite } from "./_check.ts";
import { mean } from "./mean.ts";

/**
 * How far the means of two independent samples lie apart, in standard deviations within them (Cohen 1988, "Statistical
 * Power Analysis", §2.2, with the pooled deviation). Positive when the first is greater; `null` where nothing varies, or
 * with fewer than two values in either.
 *
 * For variants on the same prompts take the `effect` of {@linkcode pairedDifference}.
 *
 * @throws {RangeError} when a value is no finite number.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { cohensD } from "@tapedeck/tapedeck";
 *
 * assertAlmostEquals(cohensD([3, 4, 5], [1, 2, 3])!, 2);
 * ```
 */
export function cohensD(first: readonly number[], second: readonly number[]): number | null {
  checkFinite(first, "compare samples");
  checkFinite(second, "compare samples");
  if (first.length < 2 || second.length < 2) return null;
  const [a, b] = [mean(first)!, mean(second)!];
  const squares = sumOfSquares(first, a) + sumOfSquares(second, b);
  const deviation = Math.sqrt(squares / (first.length + second.length - 2));
  return deviation > 1e-14 * Math.max(Math.abs(a), Math.abs(b)) ? (a - b) / deviation : null;
}

function sumOfSquares(values: readonly number[], center: number): number {
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0);
}
