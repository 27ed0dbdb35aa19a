import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { quantile, seededRandom } from "../../src/base/mod.ts";
import { ascending, bootstrapInterval, quantileIntervals } from "../../src/statistics/mod.ts";
import reference from "./reference/quantile_intervals.json" with { type: "json" };

const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 60 });

Deno.test("a quantile is within its interval, and the order of the values does not matter", () => {
  fc.assert(fc.property(values, fc.constantFrom(0.1, 0.5, 0.9), (given, q) => {
    const [estimate] = quantileIntervals(given, [q]);
    assertEquals(estimate.value, quantile(ascending(given), q));
    assert((estimate.low ?? -Infinity) <= estimate.value && estimate.value <= (estimate.high ?? Infinity));
    assertEquals(quantileIntervals(given.toReversed(), [q]), [estimate]);
  }));
});

Deno.test("intervals are those that statsmodels' clustered errors, SciPy's t and numpy's quantiles make", () => {
  for (const { q, clusters, confidence, ...expected } of reference.cases) {
    const [estimate] = quantileIntervals(reference.values, [q], {
      confidence,
      ...(clusters ? { clusters: reference.groups } : {}),
    });
    assertAlmostEquals(estimate.value, expected.value, 1e-9);
    assertAlmostEquals(estimate.low!, expected.low, 1e-6);
    assertAlmostEquals(estimate.high!, expected.high, 1e-6);
  }
});

Deno.test("without groups the ranks are those of a binomial share", () => {
  const given = Array.from({ length: 10_001 }, (_, i) => i);
  const [median, tail] = quantileIntervals(given, [0.5, 0.99]);
  assertAlmostEquals(median.high! - 5000, 1.96 * Math.sqrt(0.25 / 10_001) * 10_000, 1);
  assertAlmostEquals(tail.high! - 9900, 1.96 * Math.sqrt(0.0099 / 10_001) * 10_000, 1);
  assertAlmostEquals(median.standardError!, 50, 0.5);
  assertEquals([median.n, median.clusters, median.method], [
    10_001,
    10_001,
    "quantile, Woodruff interval, t with 10000 df",
  ]);
});

Deno.test("values that are all the same within their groups count as often as there are groups", () => {
  const once = Array.from({ length: 101 }, (_, i) => i);
  const tenTimes = once.flatMap((value) => Array(10).fill(value) as number[]);
  const clusters = tenTimes.map(String);
  const [alone] = quantileIntervals(once, [0.5]);
  const [grouped] = quantileIntervals(tenTimes, [0.5], { clusters });
  assertAlmostEquals(grouped.high!, alone.high!, 1);
  assertEquals(grouped.clusters, 101);
  assertStringIncludes(grouped.method, "clustered by 101 groups (CR1)");
});

Deno.test("nineteen of twenty intervals contain the quantile, of grouped values too", () => {
  const random = seededRandom("coverage");
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [groups, size, rounds] = [40, 25, 400];
  // Of a normal value with a standard deviation of the square root of 2.
  const truths = new Map([[0.5, 0], [0.9, 1.2815515655446 * Math.SQRT2]]);
  const hits = new Map([...truths.keys()].map((q) => [q, 0]));
  for (let round = 0; round < rounds; round++) {
    const clusters = Array.from({ length: groups * size }, (_, i) => i % groups);
    const centers = Array.from({ length: groups }, normal);
    const given = clusters.map((group) => centers[group] + normal());
    quantileIntervals(given, [...truths.keys()], { clusters }).forEach(({ low, high }, i) => {
      const [q, truth] = [...truths][i];
      if (low! <= truth && truth <= high!) hits.set(q, hits.get(q)! + 1);
    });
  }
  for (const count of hits.values()) assert(count / rounds > 0.92 && count / rounds < 0.98, `${count} of ${rounds}`);
});

Deno.test("it agrees with the bootstrap where there are many values", () => {
  const random = seededRandom("many");
  const given = Array.from({ length: 4000 }, () => -Math.log(1 - random()));
  const clusters = given.map((_, i) => i % 200);
  for (const q of [0.5, 0.9]) {
    const [ours] = quantileIntervals(given, [q], { clusters });
    const theirs = bootstrapInterval(given, { statistic: { quantile: q }, clusters, resamples: 2000 })!;
    const width = theirs.high! - theirs.low!;
    assertAlmostEquals(ours.low!, theirs.low!, 0.15 * width);
    assertAlmostEquals(ours.high!, theirs.high!, 0.15 * width);
  }
});

Deno.test("an end beyond all values is unknown, and one group has no interval", () => {
  const [tail] = quantileIntervals([1, 2, 3, 4, 5, 6, 7, 8], [0.99]);
  assertEquals([tail.high, tail.standardError], [null, null]);
  const [alone] = quantileIntervals([1, 2, 3], [0.5], { clusters: ["p", "p", "p"] });
  assertEquals([alone.value, alone.low, alone.high, alone.clusters], [2, null, null, 1]);
  assertEquals(quantileIntervals([], [0.5]), []);
});

Deno.test("what is no quantile, no number or no cluster each is refused", () => {
  assertThrows(() => quantileIntervals([1], [1]), RangeError, "between 0 and 1");
  assertThrows(() => quantileIntervals([NaN], [0.5]), RangeError, "finite number");
  assertThrows(() => quantileIntervals([1], [0.5], { clusters: [] }), RangeError, "one for each");
  assertThrows(() => quantileIntervals([1], [0.5], { confidence: 2 }), RangeError, "confidence");
});

Deno.test("values that are all the same have no interval, as they do not tell how they vary", () => {
  const [median, tail] = quantileIntervals([250, 250, 250], [0.5, 0.9]);
  assertEquals([median.value, median.low, median.high, median.standardError], [250, null, null, null]);
  assertEquals([tail.low, tail.method], [null, "quantile, no interval as all values are the same"]);
});
