import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { reduceRepeats, type RepeatScores } from "../../src/scoring/mod.ts";

Deno.test("each scorer is reduced by its own rule, and their mean has their weights", () => {
  const repeats = [{ exact: 1, near: 0.2 }, { exact: 0, near: 0.4 }, { exact: 0, near: 0.9 }];
  const { score } = reduceRepeats(repeats, { reduce: "pass@2", reductions: { near: "median" }, weights: { near: 3 } });
  assertAlmostEquals(score!, (2 / 3 + 3 * 0.4) / 4, 1e-12);
});

Deno.test("a verdict of null is left out, of one repeat or of all", () => {
  assertEquals(reduceRepeats([{ a: 1, b: null }, { a: null, b: null }], {}), { score: 1, n: 2, tooFew: false });
  assertEquals(reduceRepeats([{ a: null }], {}), { score: null, n: 1, tooFew: false });
  assertEquals(reduceRepeats([], {}), { score: null, n: 0, tooFew: false });
});

Deno.test("a repeat without an answer is left out, or counts 0 by the scorers that apply", () => {
  const repeats: RepeatScores[] = [{ a: 1, b: null }, null];
  assertEquals(reduceRepeats(repeats, {}), { score: 1, n: 1, tooFew: false });
  assertEquals(reduceRepeats(repeats, { failed: "zero" }), { score: 0.5, n: 2, tooFew: false });
  assertEquals(reduceRepeats([null, null], { failed: "zero" }), { score: 0, n: 2, tooFew: false });
  assertEquals(reduceRepeats([null, null], { failed: "skip" }), { score: null, n: 0, tooFew: false });
});

Deno.test("too few answers give no score, and that is told", () => {
  const repeats: RepeatScores[] = [{ a: 1 }, { a: 1 }, null];
  assertEquals(reduceRepeats(repeats, { reduce: "pass@3" }), { score: null, n: 2, tooFew: true });
  assertEquals(reduceRepeats(repeats, { reduce: "pass@3", failed: "zero" }), { score: 1, n: 3, tooFew: false });
  assertEquals(reduceRepeats(repeats, { reductions: { a: "pass@3" } }).tooFew, true);
});

Deno.test("by the mean, without gaps, it is the mean of the answers' own scores", () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  const repeat = fc.record({ a: score, b: score });
  fc.assert(fc.property(fc.array(repeat, { minLength: 1, maxLength: 8 }), (repeats) => {
    const own = repeats.map(({ a, b }) => (a + b) / 2);
    const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
    assertAlmostEquals(reduceRepeats(repeats, { reduce: "mean" }).score!, mean, 1e-9);
  }));
});
