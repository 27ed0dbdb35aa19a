import { bcaEnds, percentileEnds } from "./_bca.ts";
import { checkConfidence, checkFinite, checkShare, checkWhole } from "./_check.ts";
import { type ClusterGroups, clusterGroups, haveSameMeans, haveSameValues } from "./_cluster_groups.ts";
import { Draws } from "./_draws.ts";
import {
  functionStatistic,
  meanStatistic,
  quantileStatistic,
  type ResampledStatistic,
} from "./_resampled_statistic.ts";
import type { Estimate } from "./estimate.ts";

/**
 * What is estimated: the mean, the median, another quantile (linear between the two nearest values, as NumPy's), or any
 * function of a sample. A function is given the sample in ascending order, must not keep it, and returns a finite number.
 */
export type BootstrapStatistic =
  | "mean"
  | "median"
  | { readonly quantile: number }
  | ((ascending: Float64Array) => number);

/** Options of {@linkcode bootstrapInterval}. */
export interface BootstrapIntervalOptions {
  /** What is estimated; the mean unless given. */
  readonly statistic?: BootstrapStatistic;
  /** `bca`, bias-corrected and accelerated, unless given; or plain quantiles of what resamples give. */
  readonly method?: "bca" | "percentile";
  /** The group that each value belongs to: its prompt. Whole groups are drawn. Each value is its own unless given. */
  readonly clusters?: readonly unknown[];
  /** How often intervals made so contain what is estimated. 0.95 unless given. */
  readonly confidence?: number;
  /** How many samples are drawn. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides which are drawn: the same seed gives the same interval on any machine. */
  readonly seed?: string;
}

/**
 * A statistic of values with a bootstrap interval: how much it varies from sample to sample that are drawn from the
 * values with replacement, in whole groups where values of one group depend on each other (Efron & Tibshirani 1993, "An
 * Introduction to the Bootstrap", ch. 13 and 14; Davison & Hinkley 1997, ch. 3.8 for groups). `null` without values.
 *
 * `bca` corrects for bias and skewness (Efron 1987), with the jackknife over values or groups, as SciPy's
 * `stats.bootstrap` does. One value, or one group, has no interval, nor has a function that is not finite for every
 * resample. Values that are all the same have none either, nor has the mean of groups that all have the same: that a
 * sample does not vary is no proof that nothing does. Neither the order of the values nor the names of groups matter.
 *
 * @throws {RangeError} when a value is no finite number, clusters are not one for each value, or an option is out of range.
 *
 * @example The median of ten latencies
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { bootstrapInterval } from "@tapedeck/tapedeck";
 *
 * const latencies = [310, 295, 402, 350, 288, 1210, 330, 305, 371, 299];
 * const { value, low, high, method } = bootstrapInterval(latencies, { statistic: "median" })!;
 * assertEquals([value, method], [320, "median, BCa bootstrap, 10,000 resamples"]);
 * assert(low! > 280 && high! < 450);
 * ```
 */
export function bootstrapInterval(values: readonly number[], options: BootstrapIntervalOptions = {}): Estimate | null {
  const { statistic = "mean", method = "bca", confidence = 0.95, resamples = 10_000 } = options;
  checkFinite(values, "resample values");
  checkConfidence(confidence);
  checkWhole(resamples, { name: "resamples", action: "resample values", least: 2 });
  const groups = clusterGroups(values, options.clusters);
  const resampled = resampledStatistic(statistic, groups);
  if (values.length === 0) return null;
  const value = resampled.observed();
  const facts = { value, confidence, n: values.length, clusters: groups.count };
  const named = (rest: string) => ({ ...facts, method: `${nameOf(statistic)}, ${rest}` });
  const unknown = { standardError: null, low: null, high: null };
  if (groups.count < 2) return { ...named("no interval as there is but one group"), ...unknown };
  const constant = constantOf(statistic, groups);
  if (constant !== null) return { ...named(`no interval as all ${constant} are the same`), ...unknown };
  const replicates = resampled.replicates(new Draws(options.seed ?? "bootstrap interval"), resamples).sort();
  const jackknife = method === "bca" ? resampled.jackknife() : new Float64Array();
  if (![value, replicates[0], replicates[resamples - 1], ...extremes(jackknife)].every(Number.isFinite)) {
    return { ...named("no interval as it is not finite for every resample"), ...unknown };
  }
  const [low, high] = method === "bca"
    ? bcaEnds({ observed: value, replicates, jackknife }, confidence)
    : percentileEnds(replicates, confidence);
  return { ...named(describe(method, groups, resamples)), standardError: deviation(replicates), low, high };
}

/** What is the same in every resample, for people; `null` where nothing is. */
function constantOf(statistic: BootstrapStatistic, groups: ClusterGroups): "values" | "groups" | null {
  if (haveSameValues(groups)) return "values";
  return statistic === "mean" && haveSameMeans(groups) ? "groups" : null;
}

function resampledStatistic(statistic: BootstrapStatistic, groups: ClusterGroups): ResampledStatistic {
  if (statistic === "mean") return meanStatistic(groups);
  if (typeof statistic === "function") return functionStatistic(groups, statistic);
  const q = statistic === "median" ? 0.5 : statistic.quantile;
  checkShare(q, "quantile", "resample values");
  return quantileStatistic(groups, q);
}

function nameOf(statistic: BootstrapStatistic): string {
  if (typeof statistic === "string") return statistic;
  return typeof statistic === "function" ? statistic.name || "statistic" : `quantile ${statistic.quantile}`;
}

function describe(method: "bca" | "percentile", { count, values }: ClusterGroups, resamples: number): string {
  const of = count === values.length ? "" : ` of ${count} groups`;
  return `${method === "bca" ? "BCa" : "percentile"} bootstrap${of}, ${resamples.toLocaleString("en-US")} resamples`;
}

/** The smallest and the largest; NaN, if any is. */
function extremes(values: Float64Array): readonly number[] {
  return values.length === 0 ? [] : [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

function deviation(values: Float64Array): number {
  const center = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  return values[0] === values[values.length - 1] ? 0 : Math.sqrt(squares / (values.length - 1));
}
