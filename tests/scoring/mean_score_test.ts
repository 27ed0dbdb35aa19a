import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { meanScore } from "../../src/scoring/mod.ts";

const scores = (...values: (number | null)[]) => values.map((score, index) => ({ name: String(index), score }));

Deno.test("the mean is over the scores that apply", () => {
  assertEquals(meanScore(scores(1)), 1);
  assertEquals(meanScore(scores(0, 1)), 0.5);
  assertEquals(meanScore(scores(null, 1, null)), 1);
  assertEquals(meanScore(scores(0, null)), 0);
});

Deno.test("without a score that applies there is no mean", () => {
  assertEquals(meanScore([]), null);
  assertEquals(meanScore(scores(null, null)), null);
});

const value = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("the mean lies among the scores, and scores that do not apply do not move it", () => {
  fc.assert(fc.property(fc.array(value, { minLength: 1 }), fc.nat({ max: 5 }), (values, others) => {
    const mean = meanScore(scores(...values))!;
    assert(mean >= Math.min(...values) - 1e-12 && mean <= Math.max(...values) + 1e-12);
    assertEquals(meanScore(scores(...values, ...Array.from({ length: others }, () => null))), mean);
  }));
});

Deno.test("the mean does not depend on the order", () => {
  fc.assert(fc.property(fc.array(value, { minLength: 1 }), (values) => {
    assertAlmostEquals(meanScore(scores(...values))!, meanScore(scores(...values.toReversed()))!, 1e-12);
  }));
});

Deno.test("weights say how much scores count; one that is not named counts once", () => {
  const two = [{ name: "a", score: 0 }, { name: "b", score: 1 }];
  assertEquals(meanScore(two, { weights: { b: 3 } }), 0.75);
  assertEquals(meanScore(two, { weights: { a: 0 } }), 1);
  assertEquals(meanScore(two, { weights: { a: 0, b: 0 } }), null);
  assertEquals(meanScore([{ name: "a", score: null }, { name: "b", score: 1 }], { weights: { a: 9 } }), 1);
  assertEquals(meanScore([{ name: "toString", score: 1 }], { weights: {} }), 1);
});

Deno.test("equal weights are no weights, and no rounding leads out of the range", () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1 }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      (values, weight) => {
        const list = scores(...values);
        const weighted = meanScore(list, { weights: Object.fromEntries(list.map(({ name }) => [name, weight])) })!;
        assertAlmostEquals(weighted, meanScore(list)!, 1e-9);
        assert(weighted >= 0 && weighted <= 1);
      },
    ),
  );
});
