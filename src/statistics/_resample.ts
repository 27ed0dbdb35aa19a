import type { ClusterGroups } from "./_cluster_groups.ts";
import type { Draws } from "./_draws.ts";

/** The means of resamples of whole groups. */
export function resampledMeans(groups: ClusterGroups, draws: Draws, resamples: number): Float64Array {
  const { count, sums, values } = groups;
  const means = new Float64Array(resamples);
  const sizes = count === values.length ? null : Float64Array.from(groups.sizes);
  for (let r = 0; r < resamples; r++) {
    const places = draws.places(count);
    means[r] = sumAt(sums, places) / (sizes === null ? count : sumAt(sizes, places));
  }
  return means;
}

/** Four sums side by side: one addition need not wait for the last. */
function sumAt(values: Float64Array, places: Int32Array): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  const whole = places.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    first += values[places[i]];
    second += values[places[i + 1]];
    third += values[places[i + 2]];
    fourth += values[places[i + 3]];
  }
  for (let i = whole; i < places.length; i++) first += values[places[i]];
  return first + second + (third + fourth);
}

/**
 * The quantiles of resamples of single values, without making them: the k-th smallest of n drawn values is the value at
 * place n·U, where U, the k-th smallest of n uniform numbers, is a share of gamma variates (Devroye 1986, "Non-Uniform
 * Random Variate Generation", V.3). It has exactly the distribution that resampling has.
 */
export function resampledQuantiles(
  ascending: Float64Array,
  q: number,
  { draws, resamples }: { readonly draws: Draws; readonly resamples: number },
): Float64Array {
  const n = ascending.length;
  const below = Math.floor(q * (n - 1));
  const share = q * (n - 1) - below;
  const valueAt = (uniform: number) => ascending[Math.min(n - 1, Math.floor(n * uniform))];
  return Float64Array.from({ length: resamples }, () => {
    const lower = draws.gamma(below + 1);
    if (share === 0) return valueAt(lower / (lower + draws.gamma(n - below)));
    const upper = lower + draws.exponential();
    const all = upper + draws.gamma(n - below - 1);
    const low = valueAt(lower / all);
    return low + (valueAt(upper / all) - low) * share;
  });
}

/** Values in ascending order, and the group of each. */
export interface SortedValues {
  readonly values: Float64Array;
  readonly groups: Int32Array;
}

/** The values of all groups in ascending order. */
export function sortedValues({ count, values, starts }: ClusterGroups): SortedValues {
  const groupOf = new Int32Array(values.length);
  for (let g = 0; g < count; g++) groupOf.fill(g, starts[g], starts[g + 1]);
  if (count === values.length) return { values, groups: groupOf };
  const order = Int32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  return {
    values: Float64Array.from(order, (i) => values[i]),
    groups: Int32Array.from(order, (i) => groupOf[i]),
  };
}

/** Calls `take` with how often each group is in a resample, and how many values that makes. */
export function forEachResample(
  { count, sizes }: ClusterGroups,
  { draws, resamples }: { readonly draws: Draws; readonly resamples: number },
  take: (times: Int32Array, size: number, resample: number) => void,
): void {
  const times = new Int32Array(count);
  for (let r = 0; r < resamples; r++) {
    times.fill(0);
    let size = 0;
    const places = draws.places(count);
    for (let i = 0; i < count; i++) {
      times[places[i]]++;
      size += sizes[places[i]];
    }
    take(times, size, r);
  }
}

/** The quantile of a resample in which group `g` is `times[g]` times. */
export function quantileOfTimes({ values, groups }: SortedValues, times: Int32Array, place: number): number {
  const below = Math.floor(place);
  let [seen, i] = [0, -1];
  while (seen <= below) seen += times[groups[++i]];
  const low = values[i];
  if (below === place) return low;
  while (seen <= below + 1) seen += times[groups[++i]];
  return low + (values[i] - low) * (place - below);
}

/**
 * Writes the values of a resample, in ascending order, to the front of `buffer`, which has room for three more. Three
 * copies of each value are written, and those too many overwritten by the next: most values are drawn thrice at most, and
 * a loop that ends anywhere would cost more than the writing.
 */
export function valuesOfTimes({ values, groups }: SortedValues, times: Int32Array, buffer: Float64Array): void {
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const copies = times[groups[i]];
    buffer[at] = value;
    buffer[at + 1] = value;
    buffer[at + 2] = value;
    for (let copy = 3; copy < copies; copy++) buffer[at + copy] = value;
    at += copies;
  }
}
