/**
 * Statistics: how sure a figure is, and whether two differ. Pure functions of numbers, seeded where they draw.
 * @module
 */
export { benjaminiHochberg } from "./benjamini_hochberg.ts";
export { bootstrapInterval, type BootstrapIntervalOptions, type BootstrapStatistic } from "./bootstrap_interval.ts";
export { cliffsDelta } from "./cliffs_delta.ts";
export { clusteredMean, type ClusteredMeanOptions } from "./clustered_mean.ts";
export { cohensD } from "./cohens_d.ts";
export type { Estimate } from "./estimate.ts";
export { estimateText } from "./estimate_text.ts";
export { hedgesG } from "./hedges_g.ts";
export { holm } from "./holm.ts";
export { type McnemarResult, mcnemarTest } from "./mcnemar_test.ts";
export { ascending, mean } from "./mean.ts";
export {
  type PairedDifference,
  pairedDifference,
  type PairedDifferenceOptions,
  type PairedEffect,
} from "./paired_difference.ts";
export {
  type PairedMedianDifference,
  pairedMedianDifference,
  type PairedMedianDifferenceOptions,
} from "./paired_median_difference.ts";
export {
  type PairedPermutationResult,
  pairedPermutationTest,
  type PairedPermutationTestOptions,
} from "./paired_permutation_test.ts";
export { paretoFrontier, type ParetoPoint } from "./pareto_frontier.ts";
export {
  type CostsAndQualities,
  type ParetoChance,
  paretoProbability,
  type ParetoProbabilityOptions,
} from "./pareto_probability.ts";
export {
  type DifferenceSpread,
  differenceSpread,
  pairedTestPower,
  type PairedTestPowerOptions,
  type PowerOptions,
  promptsNeeded,
  repeatsNeeded,
  type RepeatsNeededOptions,
  smallestDetectableDifference,
  type SmallestDetectableDifferenceOptions,
} from "./power/mod.ts";
export { probabilityOfBest, type ProbabilityOfBestOptions, type VariantRank } from "./probability_of_best.ts";
export { quantileIntervals, type QuantileIntervalsOptions } from "./quantile_intervals.ts";
export { wilsonInterval, type WilsonIntervalOptions } from "./wilson_interval.ts";
