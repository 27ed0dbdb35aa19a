import { checkWhole } from "../_check.ts";
import { checkPowerOptions, errorOfMean, powerOf, type PowerOptions } from "./_power.ts";

/** Options of {@linkcode smallestDetectableDifference}. */
export interface SmallestDetectableDifferenceOptions extends PowerOptions {
  /** The number of prompts that both variants answer. */
  readonly prompts: number;
}

/**
 * The smallest true difference between two variants that so many prompts find with the wanted power, in the unit of the
 * values (Miller 2024, arXiv 2411.00640, §5, with Student's t in place of the normal distribution: Cohen 1988, §2.5). What
 * is smaller may be there, but this comparison is not made to see it.
 *
 * @throws {RangeError} when an option is out of range, or there are fewer than two prompts.
 *
 * @example A hundred prompts
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { smallestDetectableDifference } from "@tapedeck/tapedeck";
 *
 * assertEquals(smallestDetectableDifference({ prompts: 100, between: 0.15, within: 0.3 }).toFixed(3), "0.095");
 * assertEquals(smallestDetectableDifference({ prompts: 100, between: 0.15, within: 0.3, repeats: 10 }).toFixed(3), "0.050");
 * ```
 */
export function smallestDetectableDifference(options: SmallestDetectableDifferenceOptions): number {
  checkPowerOptions(options);
  checkWhole(options.prompts, { name: "prompts", action: "compute power", least: 2 });
  const power = options.power ?? 0.8;
  let [low, high] = [0, 1];
  while (powerOf(high, options) < power) [low, high] = [high, 2 * high];
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (powerOf(middle, options) < power) low = middle;
    else high = middle;
  }
  return high * errorOfMean(options);
}
