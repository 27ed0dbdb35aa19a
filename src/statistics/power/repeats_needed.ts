import { checkWhole } from "../_check.ts";
import { leastWhole } from "../_least_whole.ts";
import { checkPowerOptions, errorOfMean, powerOf, type PowerOptions } from "./_power.ts";

/** Options of {@linkcode repeatsNeeded}. */
export interface RepeatsNeededOptions extends Omit<PowerOptions, "repeats"> {
  /** The number of prompts that both variants answer. */
  readonly prompts: number;
}

/**
 * How often each prompt must be asked of each variant so that a paired comparison finds a true difference of this size
 * with the wanted power. Repeats make only the part within prompts smaller: `null` where that between them is too large
 * for any number, so that it takes more prompts, or where it is not known what varies within (Miller 2024, arXiv
 * 2411.00640, §3.1 and §5).
 *
 * @throws {RangeError} when an option is out of range, or there are fewer than two prompts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { repeatsNeeded } from "@tapedeck/tapedeck";
 *
 * assertEquals(repeatsNeeded(0.05, { prompts: 100, between: 0.15, within: 0.3 }), 11);
 * assertEquals(repeatsNeeded(0.05, { prompts: 50, between: 0.3, within: 0.3 }), null);
 * ```
 */
export function repeatsNeeded(difference: number, options: RepeatsNeededOptions): number | null {
  checkPowerOptions(options, difference);
  checkWhole(options.prompts, { name: "prompts", action: "compute power", least: 2 });
  if (difference === 0 || options.within === null || options.within === undefined) return null;
  const suffices = (within: number, repeats: number) =>
    powerOf(Math.abs(difference) / errorOfMean({ ...options, within, repeats }), options) >= (options.power ?? 0.8);
  return suffices(0, 1) ? leastWhole(1, (repeats) => suffices(options.within!, repeats)) : null;
}
