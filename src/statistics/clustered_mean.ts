import { checkConfidence, checkFinite } from "./_check.ts";
import { type ClusterGroups, clusterGroups } from "./_cluster_groups.ts";
import { studentTQuantile } from "./distributions/mod.ts";
import type { Estimate } from "./estimate.ts";
import { mean } from "./mean.ts";
import { wilsonInterval } from "./wilson_interval.ts";

/** Options of {@linkcode clusteredMean}. */
export interface ClusteredMeanOptions {
  /** The group that each value belongs to: its prompt. Values are independent of each other unless given. */
  readonly clusters?: readonly unknown[];
  /** How often intervals made so contain the mean. 0.95 unless given. */
  readonly confidence?: number;
  /**
   * What the mean cannot go beyond: the interval is cut off there. `[0, 1]` for scores. Where both are finite, values
   * without any spread are not taken for certain.
   */
  readonly bounds?: readonly [low: number, high: number];
}

/**
 * The mean of values of which those of one group depend on each other, as repeats of one prompt do, with a standard
 * error clustered by group (Miller 2024, "Adding error bars to evals", arXiv 2411.00640, §2.2; Cameron & Miller 2015, "A
 * practitioner's guide to cluster-robust inference"). `null` without values; with one group there is no interval.
 *
 * The sandwich of G groups is multiplied by G/(G−1) (CR1, which for a mean is all that the correction of Stata and
 * statsmodels comes to: `OLS(y, 1).fit(cov_type="cluster", use_t=True)`); the interval is Student's t with G−1 degrees of
 * freedom. Where each value is its own group, that is the usual t interval of a mean.
 *
 * Sixteen right answers of sixteen do not prove that all are. Where all values of a share or score stand at one of its
 * `bounds`, the interval is that of {@linkcode wilsonInterval} for as many groups; where all groups have the same mean
 * between the bounds, there is none. Without two finite bounds such an interval has no width, as of a price that is the
 * same for each call.
 *
 * @throws {RangeError} when a value is no finite number, clusters are not one for each value, or the confidence is not
 * between 0 and 1.
 *
 * @example Two answers to each of three prompts
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { clusteredMean } from "@tapedeck/tapedeck";
 *
 * const mean = clusteredMean([1, 1, 0, 0, 1, 0], { clusters: ["a", "a", "b", "b", "c", "c"], bounds: [0, 1] })!;
 * assertEquals([mean.value, mean.low, mean.high, mean.clusters], [0.5, 0, 1, 3]);
 * ```
 */
export function clusteredMean(values: readonly number[], options: ClusteredMeanOptions = {}): Estimate | null {
  const { clusters, confidence = 0.95, bounds } = options;
  checkFinite(values, "take the mean");
  checkConfidence(confidence);
  const value = mean(values);
  if (value === null) return null;
  const groups = clusterGroups(values, clusters);
  const facts = { value, confidence, n: values.length, clusters: groups.count, method: methodOf(groups) };
  if (groups.count < 2) return { ...facts, standardError: null, low: null, high: null };
  const standardError = clusteredError(groups, value);
  if (bounds !== undefined && bounds.every(Number.isFinite) && hasNoSpread(standardError, bounds)) {
    return { ...facts, ...withoutSpread(groups, bounds, confidence) };
  }
  const margin = studentTQuantile((1 + confidence) / 2, groups.count - 1) * standardError;
  const [least, most] = bounds ?? [-Infinity, Infinity];
  return {
    ...facts,
    standardError,
    low: Math.max(least, Math.min(value, value - margin)),
    high: Math.min(most, Math.max(value, value + margin)),
  };
}

function clusteredError({ count, values, starts }: ClusterGroups, center: number): number {
  const squares = new Float64Array(count);
  for (let g = 0; g < count; g++) {
    let residual = 0;
    for (let i = starts[g]; i < starts[g + 1]; i++) residual += values[i] - center;
    squares[g] = residual * residual;
  }
  const sum = squares.sort().reduce((total, square) => total + square, 0);
  return Math.sqrt(sum * count / (count - 1)) / values.length;
}

/** Whether groups differ by no more than rounding errors. */
function hasNoSpread(standardError: number, [least, most]: readonly [number, number]): boolean {
  return standardError <= 1e-14 * Math.max(Math.abs(least), Math.abs(most));
}

/** What can be said where the sample does not tell how values vary. */
function withoutSpread(
  { count, values }: ClusterGroups,
  [least, most]: readonly [number, number],
  confidence: number,
): Pick<Estimate, "standardError" | "low" | "high" | "method"> {
  const isAt = (bound: number) => values.every((value) => value === bound);
  const what = count === values.length ? "values" : "groups";
  if (!isAt(least) && !isAt(most)) {
    return { standardError: null, low: null, high: null, method: `mean, no interval as all ${what} are the same` };
  }
  const { low, high } = wilsonInterval(isAt(most) ? count : 0, count, { confidence })!;
  return {
    standardError: null,
    low: least + (most - least) * low!,
    high: least + (most - least) * high!,
    method: `mean, all ${count} ${what} at a bound: Wilson interval`,
  };
}

function methodOf({ count, values }: ClusterGroups): string {
  if (count < 2) return "mean, no interval as there is but one group";
  const error = count === values.length ? "standard error" : `standard error clustered by ${count} groups (CR1)`;
  return `mean, ${error}, t with ${count - 1} df`;
}
