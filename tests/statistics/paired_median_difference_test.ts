import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { quantile } from "../../src/base/mod.ts";
import { pairedMedianDifference } from "../../src/statistics/mod.ts";

Deno.test("medians of both sides and their difference come with an interval of whole pairs", () => {
  const pairs = [1, 2, 3, 4, 100].map((a, i) => ({ a, b: a + 10 + i % 2 }));
  const { a, b, difference } = pairedMedianDifference(pairs)!;
  assertEquals([a, b, difference.value], [3, 13, 10]);
  assert(difference.low! >= 10 && difference.high! <= 11, "every pair differs by 10 or 11");
  assertEquals(difference.method, "difference of medians, percentile bootstrap of pairs, 10,000 resamples");
});

Deno.test("pairs that all differ by the same have no interval, and no pairs nothing at all", () => {
  const { difference } = pairedMedianDifference([{ a: 1, b: 2 }, { a: 5, b: 6 }])!;
  assertEquals([difference.value, difference.low, difference.high], [1, null, null]);
  assertEquals(pairedMedianDifference([]), null);
  assertThrows(() => pairedMedianDifference([{ a: NaN, b: 1 }]), RangeError);
  assertThrows(() => pairedMedianDifference([{ a: 1, b: 1 }], { resamples: 1 }), RangeError);
});

Deno.test("medians are those of the figures, and the same seed draws the same", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(fc.property(fc.array(fc.record({ a: number, b: number }), { minLength: 1, maxLength: 30 }), (pairs) => {
    const one = pairedMedianDifference(pairs, { resamples: 200 })!;
    const median = (values: number[]) => quantile(Float64Array.from(values).sort(), 0.5);
    assertEquals([one.a, one.b], [median(pairs.map(({ a }) => a)), median(pairs.map(({ b }) => b))]);
    assertEquals(pairedMedianDifference(pairs, { resamples: 200 }), one);
    const ends = pairs.flatMap(({ a, b }) => pairs.map((other) => [other.b - a, b - other.a])).flat();
    const { low, high } = one.difference;
    if (low === null || high === null) return;
    assert(low <= high && low >= Math.min(...ends) - 1e-6 && high <= Math.max(...ends) + 1e-6);
  }));
});

Deno.test("a resample's median is that of the pairs drawn", () => {
  // Of two pairs a resample has the one, the other or both: the ends are the differences of the two.
  const { difference } = pairedMedianDifference([{ a: 0, b: 1 }, { a: 10, b: 20 }], { confidence: 0.9 })!;
  assertEquals([difference.value, difference.low, difference.high], [5.5, 1, 10]);
});
