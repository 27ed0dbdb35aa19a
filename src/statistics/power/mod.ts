/**
 * Planning comparisons: what a number of prompts and repeats can find, and how many it takes.
 * @module
 */
export type { PowerOptions } from "./_power.ts";
export { type DifferenceSpread, differenceSpread } from "./difference_spread.ts";
export { pairedTestPower, type PairedTestPowerOptions } from "./paired_test_power.ts";
export { promptsNeeded } from "./prompts_needed.ts";
export { repeatsNeeded, type RepeatsNeededOptions } from "./repeats_needed.ts";
export {
  smallestDetectableDifference,
  type SmallestDetectableDifferenceOptions,
} from "./smallest_detectable_difference.ts";
