import { checkSameLength } from "./_check.ts";

/** Values put together by cluster: group `g` is `values` from `starts[g]` to `starts[g + 1]`, ascending. */
export interface ClusterGroups {
  readonly count: number;
  readonly values: Float64Array;
  readonly starts: Int32Array;
  /** Of each group. */
  readonly sums: Float64Array;
  readonly sizes: Int32Array;
}

/**
 * Groups values by cluster; without clusters each is its own. Neither the order of the values nor what the clusters are
 * called matters: groups come in the order of their sums, then of their values, so that what is drawn by number is the
 * same however a run's cells ended.
 */
export function clusterGroups(values: readonly number[], clusters?: readonly unknown[]): ClusterGroups {
  if (clusters === undefined) return singletons(values);
  checkSameLength(clusters, values.length, "clusters");
  const members = new Map<unknown, number[]>();
  for (let i = 0; i < values.length; i++) {
    const known = members.get(clusters[i]);
    if (known === undefined) members.set(clusters[i], [values[i]]);
    else known.push(values[i]);
  }
  if (members.size === values.length) return singletons(values);
  const groups = [...members.values()].map((group) => {
    const ascending = Float64Array.from(group).sort();
    return { ascending, sum: ascending.reduce((sum, value) => sum + value, 0) };
  }).sort((a, b) => a.sum - b.sum || compareValues(a.ascending, b.ascending));
  const starts = new Int32Array(groups.length + 1);
  const joined = new Float64Array(values.length);
  groups.forEach(({ ascending }, g) => {
    joined.set(ascending, starts[g]);
    starts[g + 1] = starts[g] + ascending.length;
  });
  return {
    count: groups.length,
    values: joined,
    starts,
    sums: Float64Array.from(groups, ({ sum }) => sum),
    sizes: Int32Array.from(groups, ({ ascending }) => ascending.length),
  };
}

/** Whether the mean of every group is the same, up to rounding: then every resample of groups has it, too. */
export function haveSameMeans({ count, sums, sizes }: ClusterGroups): boolean {
  const first = sums[0] / sizes[0];
  const scale = sums.reduce((most, sum, g) => Math.max(most, Math.abs(sum) / sizes[g]), 0);
  for (let g = 1; g < count; g++) if (Math.abs(sums[g] / sizes[g] - first) > 1e-14 * scale) return false;
  return true;
}

/** Whether there is but one value. */
export function haveSameValues({ values }: ClusterGroups): boolean {
  return values.every((value) => value === values[0]);
}

function singletons(values: readonly number[]): ClusterGroups {
  const ascending = Float64Array.from(values).sort();
  return {
    count: ascending.length,
    values: ascending,
    starts: Int32Array.from({ length: ascending.length + 1 }, (_, i) => i),
    sums: ascending,
    sizes: new Int32Array(ascending.length).fill(1),
  };
}

function compareValues(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i] - b[i];
  return 0;
}
