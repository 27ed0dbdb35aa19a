import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { wilsonInterval } from "../../src/statistics/mod.ts";
import reference from "./reference/wilson_interval.json" with { type: "json" };

const counts = fc.integer({ min: 1, max: 2000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

Deno.test("the interval is SciPy's and statsmodels'", () => {
  for (const { successes, n, confidence, low, high } of reference) {
    const found = wilsonInterval(successes, n, { confidence })!;
    assertAlmostEquals(found.low!, low, 1e-12);
    assertAlmostEquals(found.high!, high, 1e-12);
  }
});

Deno.test("the interval is between 0 and 1, contains the rate, and is never without width", () => {
  fc.assert(fc.property(counts, ([successes, n]) => {
    const { value, low, high } = wilsonInterval(successes, n)!;
    assert(0 <= low! && low! <= value && value <= high! && high! <= 1 && low! < high!);
  }));
});

Deno.test("failures mirror successes", () => {
  fc.assert(fc.property(counts, ([successes, n]) => {
    assertAlmostEquals(wilsonInterval(successes, n)!.low!, 1 - wilsonInterval(n - successes, n)!.high!, 1e-12);
  }));
});

Deno.test("more confidence is wider, and more trials are narrower", () => {
  fc.assert(fc.property(counts, ([successes, n]) => {
    const width = (times: number, confidence: number) => {
      const { low, high } = wilsonInterval(times * successes, times * n, { confidence })!;
      return high! - low!;
    };
    assert(width(1, 0.9) < width(1, 0.95));
    assert(width(4, 0.95) < width(1, 0.95));
  }));
});

Deno.test("it says its method and the error of the rate", () => {
  const { standardError, n, clusters, method } = wilsonInterval(3, 12)!;
  assertEquals([standardError, n, clusters, method], [0.125, 12, 12, "rate, Wilson score interval"]);
  assertEquals(wilsonInterval(0, 0), null);
});

Deno.test("what are no counts is refused", () => {
  assertThrows(() => wilsonInterval(3, 2), RangeError, "more successes than trials: current value is 3");
  assertThrows(() => wilsonInterval(0.5, 2), RangeError, "current value is 0.5");
  assertThrows(() => wilsonInterval(0, -1), RangeError, "current value is -1");
  assertThrows(() => wilsonInterval(0, 1, { confidence: 0 }), RangeError, "current value is 0");
});
