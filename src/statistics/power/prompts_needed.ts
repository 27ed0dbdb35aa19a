import { leastWhole } from "../_least_whole.ts";
import { checkPowerOptions, errorOfMean, powerOf, type PowerOptions } from "./_power.ts";

/**
 * How many prompts a paired comparison needs to find a true difference of this size with the wanted power (Miller 2024,
 * arXiv 2411.00640, §5, with noncentral t as statsmodels' `TTestPower`). `null` for a difference of 0, which no number
 * finds, or beyond a billion.
 *
 * @throws {RangeError} when an option is out of range.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { promptsNeeded } from "@tapedeck/tapedeck";
 *
 * assertEquals(promptsNeeded(0.05, { between: 0.15 }), 73);
 * assertEquals(promptsNeeded(0.05, { between: 0.15, within: 0.3, repeats: 4 }), 144);
 * ```
 */
export function promptsNeeded(difference: number, options: PowerOptions): number | null {
  checkPowerOptions(options, difference);
  if (difference === 0) return null;
  return leastWhole(2, (prompts) => {
    const errors = Math.abs(difference) / errorOfMean({ ...options, prompts });
    return powerOf(errors, { ...options, prompts }) >= (options.power ?? 0.8);
  });
}
