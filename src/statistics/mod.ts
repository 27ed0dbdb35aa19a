/**
 * Statistics: how sure a figure is, and whether two differ. Pure functions of numbers, seeded where they draw.
 * @module
 */
export { benjaminiHochberg } from "./benjamini_hochberg.ts";
export { bootstrapInterval, type BootstrapIntervalOptions, type BootstrapStatistic } from "./bootstrap_interval.ts";
export { bootstrapMeanInterval, type BootstrapMeanIntervalOptions } from "./bootstrap_mean_interval.ts";
export { clusteredMean, type ClusteredMeanOptions } from "./clustered_mean.ts";
export type { Estimate } from "./estimate.ts";
export { holm } from "./holm.ts";
export { ascending, mean } from "./mean.ts";
export {
  type PairedDifference,
  pairedDifference,
  type PairedDifferenceOptions,
  type PairedEffect,
} from "./paired_difference.ts";
export {
  type PairedPermutationResult,
  pairedPermutationTest,
  type PairedPermutationTestOptions,
} from "./paired_permutation_test.ts";
export { wilsonInterval, type WilsonIntervalOptions } from "./wilson_interval.ts";
