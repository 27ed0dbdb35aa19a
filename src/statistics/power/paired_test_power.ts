import { checkWhole } from "../_check.ts";
import { checkPowerOptions, errorOfMean, powerOf, type PowerOptions } from "./_power.ts";

/** Options of {@linkcode pairedTestPower}. */
export interface PairedTestPowerOptions extends Omit<PowerOptions, "power"> {
  /** The number of prompts that both variants answer. */
  readonly prompts: number;
}

/**
 * How probable it is that a paired t test over prompts finds a true difference of this size (noncentral t, as
 * statsmodels' `TTestPower`; the variance of a prompt's difference is between² + within²/repeats, Miller 2024, arXiv
 * 2411.00640, §5).
 *
 * @throws {RangeError} when an option is out of range, or there are fewer than two prompts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { pairedTestPower } from "@tapedeck/tapedeck";
 *
 * assertEquals(pairedTestPower(0.05, { prompts: 100, between: 0.15 }).toFixed(2), "0.91");
 * ```
 */
export function pairedTestPower(difference: number, options: PairedTestPowerOptions): number {
  checkPowerOptions(options, difference);
  checkWhole(options.prompts, { name: "prompts", action: "compute power", least: 2 });
  return powerOf(Math.abs(difference) / errorOfMean(options), options);
}
