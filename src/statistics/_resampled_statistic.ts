import { quantile } from "../base/mod.ts";
import type { ClusterGroups } from "./_cluster_groups.ts";
import type { Draws } from "./_draws.ts";
import {
  forEachResample,
  quantileOfTimes,
  resampledMeans,
  resampledQuantiles,
  type SortedValues,
  sortedValues,
  valuesOfTimes,
} from "./_resample.ts";

/** What a bootstrap asks of a statistic. */
export interface ResampledStatistic {
  /** The statistic of the values themselves. */
  observed(): number;
  /** The statistic of resamples of whole groups. */
  replicates(draws: Draws, resamples: number): Float64Array;
  /** The statistic without each group in turn. */
  jackknife(): Float64Array;
}

/** The mean; its jackknife in closed form. */
export function meanStatistic(groups: ClusterGroups): ResampledStatistic {
  const { count, values, sums, sizes } = groups;
  const total = sums.reduce((sum, value) => sum + value, 0);
  return {
    observed: () =>
      values[0] === undefined ? NaN : sortedValues(groups).values.reduce((sum, x) => sum + x, 0) / values.length,
    replicates: (draws, resamples) => resampledMeans(groups, draws, resamples),
    jackknife: () => Float64Array.from({ length: count }, (_, g) => (total - sums[g]) / (values.length - sizes[g])),
  };
}

/** A quantile, type 7. */
export function quantileStatistic(groups: ClusterGroups, q: number): ResampledStatistic {
  const sorted = sortedValues(groups);
  const single = groups.count === sorted.values.length;
  return {
    observed: () => quantile(sorted.values, q) ?? NaN,
    replicates(draws, resamples) {
      if (single) return resampledQuantiles(sorted.values, q, { draws, resamples });
      const found = new Float64Array(resamples);
      forEachResample(groups, { draws, resamples }, (times, size, r) => {
        found[r] = quantileOfTimes(sorted, times, q * (size - 1));
      });
      return found;
    },
    jackknife: () => quantilesWithoutEach(sorted, groups, q),
  };
}

/** Any function of ascending values. */
export function functionStatistic(
  groups: ClusterGroups,
  statistic: (ascending: Float64Array) => number,
): ResampledStatistic {
  const sorted = sortedValues(groups);
  const largest = groups.sizes.reduce((most, size) => Math.max(most, size), 0);
  const buffer = new Float64Array(groups.count * largest + 3);
  const of = (times: Int32Array, size: number) => {
    valuesOfTimes(sorted, times, buffer);
    return statistic(buffer.subarray(0, size));
  };
  return {
    observed: () => statistic(sorted.values.slice()),
    replicates(draws, resamples) {
      const found = new Float64Array(resamples);
      forEachResample(groups, { draws, resamples }, (times, size, r) => {
        found[r] = of(times, size);
      });
      return found;
    },
    jackknife: () =>
      groups.count === sorted.values.length ? withoutEachValue(sorted.values, statistic) : withoutEach(groups, of),
  };
}

/**
 * The quantile without each group in turn: of what is left, the value of a rank is as many places further up as the group
 * has values up to there.
 */
function quantilesWithoutEach(
  { values, groups }: SortedValues,
  { starts, sizes }: ClusterGroups,
  q: number,
): Float64Array {
  const places = new Int32Array(values.length);
  const next = starts.slice();
  for (let i = 0; i < values.length; i++) places[next[groups[i]]++] = i;
  return Float64Array.from(sizes, (size, g) => {
    const place = q * (values.length - size - 1);
    const below = Math.floor(place);
    const valueOf = (rank: number) => {
      for (let i = starts[g]; i < starts[g + 1] && places[i] <= rank; i++) rank++;
      return values[rank];
    };
    const low = valueOf(below);
    return place === below ? low : low + (valueOf(below + 1) - low) * (place - below);
  });
}

function withoutEach(
  { count, sizes, values }: ClusterGroups,
  statistic: (times: Int32Array, size: number) => number,
): Float64Array {
  const times = new Int32Array(count).fill(1);
  return Float64Array.from({ length: count }, (_, g) => {
    times[g] = 0;
    const found = statistic(times, values.length - sizes[g]);
    times[g] = 1;
    return found;
  });
}

function withoutEachValue(ascending: Float64Array, statistic: (ascending: Float64Array) => number): Float64Array {
  const rest = ascending.slice(1);
  return ascending.map((_, without) => {
    if (without > 0) rest[without - 1] = ascending[without - 1];
    return statistic(rest);
  });
}
