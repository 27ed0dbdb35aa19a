import { hedgesCorrection } from "./_hedges_correction.ts";
import { cohensD } from "./cohens_d.ts";

/**
 * {@linkcode cohensD} without its bias in small samples, which makes it too large (Hedges 1981, "Distribution theory for
 * Glass's estimator of effect size", with the exact factor of gamma functions). `null` where that is.
 *
 * @throws {RangeError} when a value is no finite number.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { hedgesG } from "@tapedeck/tapedeck";
 *
 * assertAlmostEquals(hedgesG([3, 4, 5], [1, 2, 3])!, 1.5958, 1e-4);
 * ```
 */
export function hedgesG(first: readonly number[], second: readonly number[]): number | null {
  const d = cohensD(first, second);
  return d === null ? null : d * hedgesCorrection(first.length + second.length - 2);
}
