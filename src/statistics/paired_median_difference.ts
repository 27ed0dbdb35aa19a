import { quantile } from "../base/mod.ts";
import { percentileEnds } from "./_bca.ts";
import { checkConfidence, checkFinite, checkWhole } from "./_check.ts";
import { Draws } from "./_draws.ts";
import type { Estimate } from "./estimate.ts";

/** Options of {@linkcode pairedMedianDifference}. */
export interface PairedMedianDifferenceOptions {
  /** How often intervals made so contain the difference. 0.95 unless given. */
  readonly confidence?: number;
  /** How many samples are drawn. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides which are drawn: the same seed gives the same interval on any machine. */
  readonly seed?: string;
}

/** Two medians of the same prompts. */
export interface PairedMedianDifference {
  /** The median of the first figures. */
  readonly a: number;
  /** The median of the second figures. */
  readonly b: number;
  /** `b` less `a`, with a percentile bootstrap interval over whole pairs; none of one pair, or where none differs. */
  readonly difference: Estimate;
}

/**
 * How far the medians of paired figures lie apart, as of two latencies of each prompt: a few slow prompts move a mean,
 * and hardly a median. Pairs are drawn whole, which keeps what a prompt does to both of its figures. `null` without any.
 *
 * @throws {RangeError} when a figure is no finite number, or an option is out of range.
 */
export function pairedMedianDifference(
  pairs: readonly { readonly a: number; readonly b: number }[],
  options: PairedMedianDifferenceOptions = {},
): PairedMedianDifference | null {
  const { confidence = 0.95, resamples = 10_000, seed = "paired medians" } = options;
  const sides = [pairs.map(({ a }) => a), pairs.map(({ b }) => b)];
  for (const values of sides) checkFinite(values, "compare medians");
  checkConfidence(confidence);
  checkWhole(resamples, { name: "resamples", action: "compare medians", least: 2 });
  if (pairs.length === 0) return null;
  const [first, second] = sides.map(ranked);
  const [a, b] = [first, second].map(({ ascending }) => quantile(ascending, 0.5)!);
  const facts = { value: b - a, confidence, n: pairs.length, clusters: pairs.length };
  const unknown = { standardError: null, low: null, high: null };
  const varies = pairs.some((pair) => pair.b - pair.a !== pairs[0].b - pairs[0].a);
  if (!varies) return { a, b, difference: { ...facts, ...unknown, method: "medians, no interval" } };
  const draws = new Draws(seed);
  const replicates = Float64Array.from({ length: resamples }, () => {
    const places = draws.places(pairs.length);
    return second.medianOf(places) - first.medianOf(places);
  }).sort();
  const [low, high] = percentileEnds(replicates, confidence);
  const method = `difference of medians, percentile bootstrap of pairs, ${resamples.toLocaleString("en-US")} resamples`;
  return { a, b, difference: { ...facts, standardError: null, low, high, method } };
}

/** Values in order, and the median of those at some places: counted rather than sorted, once for each resample. */
function ranked(values: readonly number[]) {
  const order = values.map((_, i) => i).sort((x, y) => values[x] - values[y]);
  const ascending = Float64Array.from(order, (i) => values[i]);
  const rankOf = new Int32Array(values.length);
  order.forEach((i, rank) => rankOf[i] = rank);
  const times = new Int32Array(values.length);
  const lower = (values.length - 1) >> 1;
  const upper = values.length >> 1;
  const medianOf = (places: Int32Array): number => {
    times.fill(0);
    for (const place of places) times[rankOf[place]]++;
    let [rank, seen] = [0, times[0]];
    while (seen <= lower) seen += times[++rank];
    const low = ascending[rank];
    while (seen <= upper) seen += times[++rank];
    return (low + ascending[rank]) / 2;
  };
  return { ascending, medianOf };
}
