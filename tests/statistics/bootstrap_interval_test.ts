import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { quantile, seededRandom } from "../../src/base/mod.ts";
import { bootstrapInterval, type BootstrapStatistic, type Estimate } from "../../src/statistics/mod.ts";
import { bcaEnds } from "../../src/statistics/_bca.ts";
import { clusterGroups } from "../../src/statistics/_cluster_groups.ts";
import { Draws } from "../../src/statistics/_draws.ts";
import { functionStatistic, meanStatistic, quantileStatistic } from "../../src/statistics/_resampled_statistic.ts";
import reference from "./reference/bootstrap_interval.json" with { type: "json" };

const finite = fc.double({ min: -100, max: 100, noNaN: true });
const grouped = fc.array(fc.tuple(finite, fc.integer({ min: 0, max: 6 })), { minLength: 1, maxLength: 25 });

function deviation(values: Float64Array): number {
  const center = average(values);
  return Math.sqrt(average(values.map((value) => (value - center) ** 2)));
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const STATISTICS: { readonly [name: string]: BootstrapStatistic } = {
  mean: "mean",
  median: "median",
  "quantile 0.9": { quantile: 0.9 },
  deviation,
};
const FUNCTIONS: { readonly [name: string]: (ascending: Float64Array) => number } = {
  mean: average,
  median: (ascending) => quantile(ascending, 0.5)!,
  "quantile 0.9": (ascending) => quantile(ascending, 0.9)!,
  deviation,
};

/** The ends differ by less than a share of the interval's width, and the errors by less than that of themselves. */
function assertNear(found: Estimate, expected: { low: number; high: number; standardError: number }, share: number) {
  const tolerance = share * (expected.high - expected.low);
  assertAlmostEquals(found.low!, expected.low, tolerance);
  assertAlmostEquals(found.high!, expected.high, tolerance);
  assertAlmostEquals(found.standardError!, expected.standardError, share * expected.standardError);
}

Deno.test("of the same replicates, the ends are SciPy's to the last digits", () => {
  for (const { values, statistic, confidence, replicates, low, high } of reference.ofReplicates) {
    const compute = FUNCTIONS[statistic];
    const jackknife = Float64Array.from(values, (_, i) => compute(Float64Array.from(values.toSpliced(i, 1)).sort()));
    const observed = compute(Float64Array.from(values).sort());
    const ends = bcaEnds({ observed, replicates: Float64Array.from(replicates).sort(), jackknife }, confidence);
    assertAlmostEquals(ends[0], low, 1e-9 * Math.abs(high));
    assertAlmostEquals(ends[1], high, 1e-9 * Math.abs(high));
  }
});

Deno.test("of replicates of its own, the interval comes near to SciPy's of 200,000", () => {
  for (const { values, statistic, method, ...expected } of reference.whole) {
    const options = { statistic: STATISTICS[statistic], method: method === "BCa" ? "bca" : "percentile" } as const;
    const found = bootstrapInterval(values, { ...options, resamples: 40_000 })!;
    assertNear(found, expected, 0.04);
    assert(found.method.startsWith(`${statistic}, ${method} bootstrap, 40,000 resamples`), found.method);
  }
});

Deno.test("whole groups are drawn, as when SciPy draws their numbers", () => {
  const values = reference.groups.flat();
  const clusters = reference.groups.flatMap((group, g) => group.map(() => g));
  for (const { statistic, ...expected } of reference.clustered) {
    for (const how of [STATISTICS[statistic], FUNCTIONS[statistic]]) {
      const found = bootstrapInterval(values, { statistic: how, clusters, resamples: 40_000 })!;
      assertNear(found, expected, 0.04);
      assertEquals([found.n, found.clusters], [values.length, 8]);
      assert(found.method.endsWith("BCa bootstrap of 8 groups, 40,000 resamples"), found.method);
    }
  }
});

Deno.test("quantiles that are drawn without their samples have the distribution of those that are", () => {
  const random = seededRandom("quantiles");
  const values = Array.from({ length: 37 }, () => random() ** 3);
  for (const q of [0.05, 0.25, 0.5, 0.9, 0.99]) {
    const drawn = bootstrapInterval(values, { statistic: { quantile: q }, resamples: 40_000 })!;
    const resampled = bootstrapInterval(values, {
      statistic: (ascending) => quantile(ascending, q)!,
      resamples: 40_000,
    })!;
    assertNear(drawn, resampled as { low: number; high: number; standardError: number }, 0.04);
  }
});

Deno.test("all of the 3,125 samples of five values come equally often", () => {
  const values = [1, 10, 100, 1000, 10_000];
  const times = new Map<number, number>();
  const note = (ascending: Float64Array) => {
    const sum = ascending.reduce((total, value) => total + value, 0);
    times.set(sum, (times.get(sum) ?? 0) + 1);
    return sum;
  };
  const resamples = 200_000;
  bootstrapInterval(values, { statistic: note, method: "percentile", resamples });
  assertEquals(times.size, 126, "multisets of five of five");
  const share = (sum: number) => times.get(sum)! / resamples;
  assertAlmostEquals(share(11_111), 120 / 3125, 0.002);
  assertAlmostEquals(share(5), 1 / 3125, 0.0002);
  assertAlmostEquals(share(50_000), 1 / 3125, 0.0002);
  assertAlmostEquals(share(1 + 40_000), 5 / 3125, 0.0004);
});

Deno.test("what is computed without making samples is what the samples would give", () => {
  fc.assert(fc.property(grouped, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (pairs, q) => {
    const groups = clusterGroups(pairs.map(([value]) => value), pairs.map(([, group]) => group));
    if (groups.count < 2) return;
    const quantiles = [quantileStatistic(groups, q), functionStatistic(groups, (sample) => quantile(sample, q)!)];
    const means = [meanStatistic(groups), functionStatistic(groups, average)];
    for (const [quick, plain] of [quantiles, means]) {
      assertAlmostEquals(quick.observed(), plain.observed(), 1e-9);
      quick.jackknife().forEach((value, g) => assertAlmostEquals(value, plain.jackknife()[g], 1e-9));
      // Single values' quantiles are drawn in another way.
      if (groups.count === pairs.length && quick === quantiles[0]) continue;
      const [own, others] = [quick, plain].map((statistic) => statistic.replicates(new Draws("s"), 10));
      own.forEach((value, r) => assertAlmostEquals(value, others[r], 1e-9));
    }
  }));
});

Deno.test("the same seed gives the same interval, another seed another that is near", () => {
  const values = Array.from({ length: 50 }, (_, i) => (i * i) % 37);
  for (const statistic of ["mean", "median"] as const) {
    const [first, again, other] = ["a", "a", "b"].map((seed) => bootstrapInterval(values, { statistic, seed })!);
    assertEquals(first, again);
    assert(first.standardError !== other.standardError);
    assertNear(other, first as { low: number; high: number; standardError: number }, 0.05);
  }
});

Deno.test("the numbers of a seed are the same on every machine and in every release", () => {
  const values = [310, 295, 402, 350, 288, 1210, 330, 305, 371, 299];
  const { low, high, standardError } = bootstrapInterval(values, { seed: "pinned", resamples: 1000 })!;
  assertAlmostEquals(low!, 319.7260557187907, 1e-9);
  assertAlmostEquals(high!, 700.8333993044187, 1e-9);
  assertAlmostEquals(standardError!, 84.58318543361973, 1e-9);
});

Deno.test("neither the order of the values nor the names of the groups matter", () => {
  fc.assert(
    fc.property(grouped, fc.nat(1000), (pairs, seed) => {
      const shuffled = pairs.toSorted(([a, g], [b, h]) => Math.sin(seed * a + g) - Math.sin(seed * b + h));
      for (const statistic of Object.values(STATISTICS)) {
        const estimate = (rows: typeof pairs, name: (group: number) => unknown) =>
          bootstrapInterval(rows.map(([value]) => value), {
            statistic,
            clusters: rows.map(([, group]) => name(group)),
            resamples: 20,
          });
        assertEquals(estimate(shuffled, (group) => `prompt ${9 - group}`), estimate(pairs, (group) => group));
      }
    }),
    { numRuns: 40 },
  );
});

Deno.test("the interval moves and stretches with the values", () => {
  fc.assert(
    fc.property(grouped, fc.integer({ min: -50, max: 50 }), fc.integer({ min: 1, max: 8 }), (pairs, shift, scale) => {
      const clusters = pairs.map(([, group]) => group);
      const values = pairs.map(([value]) => Math.round(value));
      for (const statistic of ["mean", "median"] as const) {
        const before = bootstrapInterval(values, { statistic, clusters, resamples: 50 })!;
        const moved = values.map((value) => value * scale + shift);
        const after = bootstrapInterval(moved, { statistic, clusters, resamples: 50 })!;
        assertAlmostEquals(after.value, before.value * scale + shift, 1e-6);
        if (before.low === null) assertEquals(after.low, null);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("no figure is ever NaN, and the ends are in order and within the values", () => {
  const few = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })), { maxLength: 6 });
  fc.assert(fc.property(few, fc.constantFrom("bca", "percentile"), (pairs, method) => {
    const values = pairs.map(([value]) => value);
    for (const clusters of [undefined, pairs.map(([, group]) => group)]) {
      for (const statistic of ["mean", "median", { quantile: 0.99 }, (s: Float64Array) => s[0]] as const) {
        const found = bootstrapInterval(values, { statistic, clusters, method, resamples: 30 });
        if (found === null) {
          assertEquals(values, []);
          continue;
        }
        const { value, low, high, standardError } = found;
        assert(Number.isFinite(value));
        if (low === null || high === null || standardError === null) {
          const isConstant = found.method.includes(" are the same");
          assert((found.clusters < 2 || isConstant) && high === low && standardError === null);
          continue;
        }
        assert(Math.min(...values) <= low && low <= high && high <= Math.max(...values) && standardError >= 0);
      }
    }
  }));
});

Deno.test("values that are all the same have no interval, as they do not tell how they vary", () => {
  for (const statistic of ["mean", "median", { quantile: 0.9 }, (sample: Float64Array) => sample[0]] as const) {
    const found = bootstrapInterval([0.3, 0.3, 0.3], { statistic })!;
    assertAlmostEquals(found.value, 0.3, 1e-15);
    assertEquals([found.low, found.high, found.standardError], [null, null, null]);
    assert(found.method.endsWith(", no interval as all values are the same"), found.method);
  }
});

Deno.test("groups that have the same mean have no interval of it, but one of their median", () => {
  const options = { clusters: ["a", "a", "a", "b", "b"], resamples: 100 };
  const mean = bootstrapInterval([0, 0.3, 0.6, 0.1, 0.5], options)!;
  assertEquals([mean.low, mean.method], [null, "mean, no interval as all groups are the same"]);
  const median = bootstrapInterval([0, 0.3, 0.6, 0.1, 0.7], { ...options, statistic: "median" })!;
  assert(median.low !== null);
});

Deno.test("a function that is not finite for every resample has no interval", () => {
  const { value, low, high, method } = bootstrapInterval([0, 0, 5], { statistic: (sample) => 1 / sample.at(-1)! })!;
  assertEquals([value, low, high], [0.2, null, null]);
  assertEquals(method, "statistic, no interval as it is not finite for every resample");
});

Deno.test("a function is named in the method, and what it is given is in ascending order", () => {
  let calls = 0;
  const range = (ascending: Float64Array) => {
    calls++;
    for (let i = 1; i < ascending.length; i++) assert(ascending[i] >= ascending[i - 1]);
    return ascending[ascending.length - 1] - ascending[0];
  };
  const { value, method } = bootstrapInterval([3, 1, 2, 9, 4], { statistic: range, resamples: 100 })!;
  assertEquals([value, method, calls], [8, "range, BCa bootstrap, 100 resamples", 106]);
});

Deno.test("more confidence is no narrower", () => {
  fc.assert(fc.property(grouped, (pairs) => {
    const values = pairs.map(([value]) => value);
    const ends = (confidence: number) =>
      bootstrapInterval(values, { confidence, resamples: 100, method: "percentile" })!;
    const [narrow, wide] = [ends(0.8), ends(0.99)];
    if (narrow.low !== null) assert(wide.low! <= narrow.low && wide.high! >= narrow.high!);
  }));
});

Deno.test("what cannot be resampled is refused", () => {
  assertThrows(() => bootstrapInterval([1, Infinity]), RangeError, "current value is Infinity");
  assertThrows(() => bootstrapInterval([1, 2], { confidence: 1 }), RangeError, "current value is 1");
  assertThrows(() => bootstrapInterval([1, 2], { resamples: 1 }), RangeError, "current value is 1");
  assertThrows(() => bootstrapInterval([1, 2], { statistic: { quantile: 95 } }), RangeError, "current value is 95");
  assertThrows(() => bootstrapInterval([1, 2], { clusters: [1] }), RangeError, "one for each of 2");
  assertEquals(bootstrapInterval([]), null);
});
