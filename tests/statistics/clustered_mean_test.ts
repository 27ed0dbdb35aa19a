import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { clusteredMean, wilsonInterval } from "../../src/statistics/mod.ts";
import reference from "./reference/clustered_mean.json" with { type: "json" };

const finite = fc.double({ min: -100, max: 100, noNaN: true });
const grouped = fc.array(fc.tuple(finite, fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 30 });

Deno.test("the interval is that of statsmodels' regression on a constant with clustered errors", () => {
  for (const { values, clusters, confidence, value, standardError, low, high } of reference) {
    const found = clusteredMean(values, { clusters, confidence })!;
    const scale = Math.abs(high);
    assertAlmostEquals(found.value, value, 1e-12 * scale);
    assertAlmostEquals(found.standardError!, standardError, 1e-12 * scale);
    assertAlmostEquals(found.low!, low, 1e-10 * scale);
    assertAlmostEquals(found.high!, high, 1e-10 * scale);
  }
});

Deno.test("with one value a group, it is the usual t interval of a mean", () => {
  const scores = [1, 1, 0, 1, 0, 1, 1, 0];
  const deviation = Math.sqrt(scores.reduce((sum, score) => sum + (score - 5 / 8) ** 2, 0) / 7);
  const { standardError, n, clusters, method, high } = clusteredMean(scores)!;
  assertAlmostEquals(standardError!, deviation / Math.sqrt(8), 1e-15);
  assertAlmostEquals(high!, 5 / 8 + 2.364624251592785 * deviation / Math.sqrt(8), 1e-12);
  assertEquals([n, clusters, method], [8, 8, "mean, standard error, t with 7 df"]);
  assertEquals(clusteredMean(scores, { clusters: scores.map((_, i) => `prompt ${i}`) }), clusteredMean(scores));
});

Deno.test("asking the same prompts again does not make the interval narrower by itself", () => {
  const once = clusteredMean([1, 0, 1], { clusters: ["a", "b", "c"] })!;
  const clusters = ["a", "a", "a", "b", "b", "b", "c", "c", "c"];
  const thrice = clusteredMean([1, 1, 1, 0, 0, 0, 1, 1, 1], { clusters })!;
  assertAlmostEquals(once.low!, thrice.low!, 1e-12);
  assertAlmostEquals(once.high!, thrice.high!, 1e-12);
  assertEquals(thrice.method, "mean, standard error clustered by 3 groups (CR1), t with 2 df");
});

Deno.test("an interval stays within its bounds, and the value within the interval", () => {
  fc.assert(fc.property(grouped, (pairs) => {
    const values = pairs.map(([value]) => (value + 100) / 200);
    const { value, low, high } = clusteredMean(values, { clusters: pairs.map(([, g]) => g), bounds: [0, 1] })!;
    if (low === null || high === null) return;
    assert(0 <= low && low <= value && value <= high && high <= 1);
  }));
});

Deno.test("one group says nothing of its error, and no values nothing at all", () => {
  const { value, standardError, low, high, clusters, method } = clusteredMean([1, 0, 1, 0], {
    clusters: [7, 7, 7, 7],
  })!;
  assertEquals([value, standardError, low, high, clusters], [0.5, null, null, null, 1]);
  assertEquals(method, "mean, no interval as there is but one group");
  assertEquals(clusteredMean([]), null);
});

Deno.test("sixteen right of sixteen have the interval of a rate, as nothing in them tells how scores vary", () => {
  const right = clusteredMean(new Array(16).fill(1), { bounds: [0, 1] })!;
  const { low, high } = wilsonInterval(16, 16)!;
  assertEquals([right.value, right.standardError, right.low, right.high], [1, null, low, high]);
  assertEquals(right.method, "mean, all 16 values at a bound: Wilson interval");
  const wrong = clusteredMean(new Array(16).fill(0), { bounds: [0, 1], confidence: 0.9 })!;
  assertEquals([wrong.low, wrong.high], [0, wilsonInterval(0, 16, { confidence: 0.9 })!.high]);
});

Deno.test("repeats at a bound count as often as there are prompts", () => {
  const clusters = ["a", "a", "b", "b", "c", "c", "d", "d"];
  const found = clusteredMean(new Array(8).fill(1), { clusters, bounds: [0, 1] })!;
  assertEquals([found.low, found.n, found.clusters], [wilsonInterval(4, 4)!.low, 8, 4]);
  assertEquals(found.method, "mean, all 4 groups at a bound: Wilson interval");
});

Deno.test("the interval of other bounds is that of a rate, stretched over them", () => {
  const { value, low, high } = clusteredMean([1, 1, 1, 1, 1], { bounds: [-1, 1] })!;
  assertEquals([value, high], [1, 1]);
  assertAlmostEquals(low!, 2 * wilsonInterval(5, 5)!.low! - 1, 1e-15);
});

Deno.test("groups that have the same mean between bounds have no interval", () => {
  const same = clusteredMean([0.5, 0.5, 0.5], { bounds: [0, 1] })!;
  assertEquals([same.value, same.standardError, same.low, same.high], [0.5, null, null, null]);
  assertEquals(same.method, "mean, no interval as all values are the same");
  const groups = clusteredMean([1, 0, 0, 1, 1, 0], { clusters: [1, 1, 2, 2, 3, 3], bounds: [0, 1] })!;
  assertEquals([groups.value, groups.low, groups.high], [0.5, null, null]);
  assertEquals(groups.method, "mean, no interval as all groups are the same");
});

Deno.test("a price that is the same for each call has an interval of no width", () => {
  for (const bounds of [undefined, [0, Infinity]] as const) {
    const { value, standardError, low, high } = clusteredMean([0.3, 0.3, 0.3], { bounds })!;
    assertAlmostEquals(value, 0.3, 1e-15);
    assertAlmostEquals(standardError!, 0, 1e-15);
    assertAlmostEquals(high! - low!, 0, 1e-15);
    assert(low! <= value && value <= high!);
  }
});

Deno.test("neither the order of the values nor the names of the groups matter", () => {
  fc.assert(fc.property(grouped, fc.nat(1000), (pairs, seed) => {
    const estimate = (rows: typeof pairs, name: (group: number) => unknown) =>
      clusteredMean(rows.map(([value]) => value), { clusters: rows.map(([, group]) => name(group)) });
    const shuffled = pairs.toSorted(([a, g], [b, h]) => Math.sin(seed * a + g) - Math.sin(seed * b + h));
    assertEquals(estimate(shuffled, (group) => `prompt ${9 - group}`), estimate(pairs, (group) => group));
  }));
});

Deno.test("the interval moves and stretches with the values", () => {
  fc.assert(fc.property(grouped, finite, fc.double({ min: 0.1, max: 10, noNaN: true }), (pairs, shift, scale) => {
    const clusters = pairs.map(([, group]) => group);
    const before = clusteredMean(pairs.map(([value]) => value), { clusters })!;
    const after = clusteredMean(pairs.map(([value]) => value * scale + shift), { clusters })!;
    assertAlmostEquals(after.value, before.value * scale + shift, 1e-9);
    if (before.high === null) return assertEquals(after.high, null);
    assertAlmostEquals(after.high!, before.high * scale + shift, 1e-6);
    assertAlmostEquals(after.standardError!, before.standardError! * scale, 1e-9);
  }));
});

Deno.test("what is no number, no confidence or no cluster for each value is refused", () => {
  assertThrows(() => clusteredMean([1, NaN]), RangeError, "current value is NaN");
  assertThrows(() => clusteredMean([1, 2], { confidence: 95 }), RangeError, "current value is 95");
  assertThrows(() => clusteredMean([1, 2], { clusters: ["a"] }), RangeError, "one for each of 2: current value is 1");
});
