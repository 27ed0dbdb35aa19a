/**
 * Statistics: how sure a figure is, and whether two differ. Pure functions of numbers, seeded where they draw.
 * @module
 */
export { bootstrapMeanInterval, type BootstrapMeanIntervalOptions } from "./bootstrap_mean_interval.ts";
export { ascending, mean } from "./mean.ts";
export {
  type PairedPermutationResult,
  pairedPermutationTest,
  type PairedPermutationTestOptions,
} from "./paired_permutation_test.ts";
