import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { seededRandom } from "../../src/base/mod.ts";
import { bootstrapMeanInterval } from "../../src/statistics/mod.ts";

const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 });

Deno.test("the interval is within the values", () => {
  fc.assert(
    fc.property(values, (given) => {
      const [low, high] = bootstrapMeanInterval(given, { resamples: 200 })!;
      const slack = 1e-12;
      assert(low <= high && low >= Math.min(...given) - slack && high <= Math.max(...given) + slack);
    }),
    { numRuns: 50 },
  );
});

Deno.test("more confidence is no narrower", () => {
  fc.assert(
    fc.property(values, (given) => {
      const [low, high] = bootstrapMeanInterval(given, { confidence: 0.8, resamples: 300 })!;
      const [lower, higher] = bootstrapMeanInterval(given, { confidence: 0.99, resamples: 300 })!;
      assert(lower <= low && higher >= high);
    }),
    { numRuns: 50 },
  );
});

Deno.test("of many values it comes near to the normal interval", () => {
  const random = seededRandom("values");
  const given = Array.from({ length: 400 }, () => random());
  const mean = given.reduce((sum, value) => sum + value, 0) / 400;
  const variance = given.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 399;
  const [low, high] = bootstrapMeanInterval(given)!;
  assertAlmostEquals(low, mean - 1.96 * Math.sqrt(variance / 400), 0.003);
  assertAlmostEquals(high, mean + 1.96 * Math.sqrt(variance / 400), 0.003);
});

Deno.test("the same seed gives the same interval", () => {
  const given = [0, 0, 1, 1, 0.5];
  assertEquals(bootstrapMeanInterval(given, { seed: "a" }), bootstrapMeanInterval(given, { seed: "a" }));
});

Deno.test("what cannot be resampled is refused", () => {
  assertThrows(() => bootstrapMeanInterval([1, Infinity]), RangeError, "current value is Infinity");
  assertThrows(() => bootstrapMeanInterval([1, 2], { confidence: 1 }), RangeError, "current value is 1");
  assertEquals(bootstrapMeanInterval([]), null);
});
