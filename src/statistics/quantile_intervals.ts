import { quantile } from "../base/mod.ts";
import { checkConfidence, checkFinite, checkSameLength, checkShare } from "./_check.ts";
import { studentTQuantile } from "./distributions/mod.ts";
import type { Estimate } from "./estimate.ts";

/** Options of {@linkcode quantileIntervals}. */
export interface QuantileIntervalsOptions {
  /** The group that each value belongs to: its prompt. Values are independent of each other unless given. */
  readonly clusters?: readonly unknown[];
  /** How often intervals made so contain the quantile. 0.95 unless given. */
  readonly confidence?: number;
}

/**
 * Quantiles of many values with intervals, without a resample: how sure the share of values below a quantile is, clustered
 * by group, read back as values (Woodruff 1952, "Confidence intervals for medians and other position measures"; Francisco
 * & Fuller 1991, "Quantile estimation with a complex survey design"). One estimate for each quantile, from 0 to 1; none
 * without values.
 *
 * It takes a second where {@linkcode bootstrapInterval} takes minutes: a million values in many groups, say. Of a few values its ends are
 * rough, as they are quantiles of the same values. An end that would lie beyond all values is `null`, and so are both
 * where all values are the same.
 *
 * @throws {RangeError} when a value is no finite number, a quantile or the confidence is not between 0 and 1, or clusters
 * are not one for each value.
 *
 * @example The median and the tail of a thousand values
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { quantileIntervals } from "@tapedeck/tapedeck";
 *
 * const values = Array.from({ length: 1001 }, (_, i) => i);
 * const [median, tail] = quantileIntervals(values, [0.5, 0.9]);
 * assertEquals([median.value, Math.round(median.low!), Math.round(median.high!)], [500, 469, 531]);
 * assertEquals([tail.value, Math.round(tail.low!), Math.round(tail.high!)], [900, 881, 919]);
 * ```
 */
export function quantileIntervals(
  values: readonly number[],
  quantiles: readonly number[],
  { clusters, confidence = 0.95 }: QuantileIntervalsOptions = {},
): Estimate[] {
  checkFinite(values, "estimate a quantile");
  checkConfidence(confidence);
  for (const q of quantiles) checkShare(q, "the quantile", "estimate a quantile");
  if (clusters !== undefined) checkSameLength(clusters, values.length, "clusters");
  if (values.length === 0) return [];
  const ascending = Float64Array.from(values).sort();
  const { groups, sizes } = numbered(values.length, clusters);
  const isConstant = ascending[0] === ascending[ascending.length - 1];
  const method = methodOf(values.length, sizes.length, isConstant);
  const facts = { confidence, n: values.length, clusters: sizes.length, method };
  const t = sizes.length < 2 ? 0 : studentTQuantile((1 + confidence) / 2, sizes.length - 1);
  return quantiles.map((q) => {
    const value = quantile(ascending, q)!;
    if (sizes.length < 2 || isConstant) return { ...facts, value, standardError: null, low: null, high: null };
    const margin = t * errorOfShare(values, value, { groups, sizes });
    const low = q - margin < 0 ? null : Math.min(value, quantile(ascending, q - margin)!);
    const high = q + margin > 1 ? null : Math.max(value, quantile(ascending, q + margin)!);
    return { ...facts, value, standardError: low === null || high === null ? null : (high - low) / (2 * t), low, high };
  });
}

interface NumberedGroups {
  /** The number of each value's group. */
  readonly groups: Int32Array;
  readonly sizes: Int32Array;
}

function numbered(length: number, clusters: readonly unknown[] | undefined): NumberedGroups {
  const groups = new Int32Array(length);
  const seen = new Map<unknown, number>();
  for (let i = 0; i < length; i++) {
    const cluster = clusters === undefined ? i : clusters[i];
    let number = seen.get(cluster);
    if (number === undefined) seen.set(cluster, number = seen.size);
    groups[i] = number;
  }
  const sizes = new Int32Array(seen.size);
  for (const group of groups) sizes[group]++;
  return { groups, sizes };
}

/** The standard error, clustered (CR1), of the share of values that are not above a limit. */
function errorOfShare(values: readonly number[], limit: number, { groups, sizes }: NumberedGroups): number {
  const below = new Int32Array(sizes.length);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    if (values[i] > limit) continue;
    below[groups[i]]++;
    total++;
  }
  const share = total / values.length;
  const squares = Float64Array.from(below, (count, g) => (count - share * sizes[g]) ** 2).sort();
  const sum = squares.reduce((all, square) => all + square, 0);
  return Math.sqrt(sum * sizes.length / (sizes.length - 1)) / values.length;
}

function methodOf(n: number, count: number, isConstant: boolean): string {
  if (count < 2) return "quantile, no interval as there is but one group";
  if (isConstant) return "quantile, no interval as all values are the same";
  const error = count === n ? "" : `, clustered by ${count} groups (CR1)`;
  return `quantile, Woodruff interval${error}, t with ${count - 1} df`;
}
