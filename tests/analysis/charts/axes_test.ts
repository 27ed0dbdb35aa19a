import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { distinct, fittedScale, padded, scoreScale, varyingParameters } from "../../../src/analysis/charts/_axes.ts";
import { table } from "../../../src/analysis/frames/table.ts";

const positive = fc.double({ min: 1e-9, max: 1e9, noNaN: true });

Deno.test("a scale is logarithmic when its values differ by a factor of ten, and positive", () => {
  assertEquals(fittedScale([1, 9.9]).log, false);
  assertEquals(fittedScale([1, 10]).log, true);
  assertEquals(fittedScale([0, 100]).log, false);
  assertEquals(fittedScale([-1, 100]).log, false);
});

Deno.test("any values lie within their scale, in their order", () => {
  fc.assert(fc.property(fc.array(positive, { minLength: 1, maxLength: 10 }), (values) => {
    const scale = fittedScale(values);
    const places = values.toSorted((a, b) => a - b).map(scale.share);
    for (const place of places) assert(place > 0 && place < 1, `${place} of ${scale.domain}`);
    assertEquals(places, places.toSorted((a, b) => a - b));
  }));
});

Deno.test("a margin is a share of the range, and of the value itself where there is no range", () => {
  assertEquals(padded([10, 20], 0.1), [9, 21]);
  assertEquals(padded([10], 0.1), [9, 11]);
  assertEquals(padded([0], 0.1), [-0.1, 0.1]);
  const [low, high] = fittedScale([1, 100], { margin: 0.5 }).domain;
  assertAlmostEquals(low, 0.1, 1e-9);
  assertAlmostEquals(high, 1000, 1e-6);
});

Deno.test("a scale of scores does not go far beyond 0 and 1", () => {
  assertEquals(scoreScale([0, 1]).domain, [-0.02, 1.02]);
  const [low, high] = scoreScale([0.4, 0.6]).domain;
  assertAlmostEquals(low, 0.384, 1e-9);
  assertAlmostEquals(high, 0.616, 1e-9);
});

Deno.test("parameters that vary are those with two to twelve values, a seed apart", () => {
  const columns: { [name: string]: (number | null)[] } = {
    param_one: Array(20).fill(1),
    param_gap: [null, ...Array(19).fill(1)],
    param_two: [null, 2, ...Array(18).fill(1)],
    param_many: Array.from({ length: 20 }, (_, i) => i),
    param_seed: [2, ...Array(19).fill(1)],
    temperature: [2, ...Array(19).fill(1)],
  };
  assertEquals(varyingParameters(table(20, Object.keys(columns), (name) => columns[name])), ["param_two"]);
});

Deno.test("different values are sorted by size or by text, without null", () => {
  assertEquals(distinct([10, 9, null, 9, 100]), [9, 10, 100]);
  assertEquals(distinct(["b", null, "a", "b"]), ["a", "b"]);
  assertEquals(distinct([true, false, true]), [false, true]);
});
