import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import { reduceScores } from "../../src/scoring/mod.ts";
import type { ScoreReduction } from "../../src/spec/mod.ts";

type Case = readonly [reduction: ScoreReduction, scores: readonly (number | null)[], score: number | null];

const CASES: readonly Case[] = [
  ["mean", [0, 1, 0.5], 0.5],
  ["mean", [null, 1], 1],
  ["median", [0, 0.2, 1], 0.2],
  ["median", [0, 1], 0.5],
  ["median", [1, 0, 0.4, 0.6], 0.5],
  ["max", [0, 0.7, 0.2], 0.7],
  ["min", [0.3, 0.7, 0.2], 0.2],
  ["majority", [1, 1, 0], 1],
  ["majority", [0, 1, 0], 0],
  ["majority", [1, 0], 0.5],
  ["majority", [0.5, 0.5, 0.49], 1],
  ["majority", [1, null, null], 1],
  ["pass@1", [1, 0, 0, 0], 0.25],
  ["pass@2", [1, 0, 0, 0], 0.5],
  ["pass@4", [1, 0, 0, 0], 1],
  ["pass@3", [0, 0, 0], 0],
  ["pass@3", [1, 1, 1, null], 1],
  ["pass@2", [0.5, 0.4, 0.4], 2 / 3],
];

for (const [reduction, scores, score] of CASES) {
  Deno.test(`${reduction} of ${JSON.stringify(scores)}`, () => {
    const reduced = reduceScores(scores, reduction);
    if (score === null) assertEquals(reduced, null);
    else assertAlmostEquals(reduced!, score, 1e-12);
  });
}

const reductions = fc.constantFrom<ScoreReduction>("mean", "median", "max", "min", "majority", "pass@1");
const score = fc.double({ min: 0, max: 1, noNaN: true });

Deno.test("of no scores there is none, whatever the reduction", () => {
  for (const reduction of ["mean", "median", "max", "min", "majority", "pass@9"] as const) {
    assertEquals(reduceScores([], reduction), null);
    assertEquals(reduceScores([null, null], reduction), null);
  }
});

Deno.test("fewer answers than k are refused, and both numbers are named", () => {
  const error = assertThrows(() => reduceScores([1, 0, null], "pass@3"), UserError);
  assertEquals(error.message, "Cannot reduce scores by pass@3 as there are fewer answers: current value is 2");
  assertThrows(() => reduceScores([1], "pass@0"), UserError, "a whole number from 1");
  assertThrows(() => reduceScores([1], "pass@x" as ScoreReduction), UserError, "current value is NaN");
});

Deno.test("the threshold says what passes", () => {
  assertEquals(reduceScores([0.7, 0.7, 1], "majority", { threshold: 0.8 }), 0);
  assertAlmostEquals(reduceScores([0.7, 0.7, 1], "pass@1", { threshold: 0.8 })!, 1 / 3, 1e-12);
});

Deno.test("a reduction stays between the scores, and does not depend on their order or on what does not apply", () => {
  fc.assert(fc.property(fc.array(score, { minLength: 1, maxLength: 9 }), reductions, (scores, reduction) => {
    const reduced = reduceScores(scores, reduction)!;
    assert(reduced >= 0 && reduced <= 1);
    assertEquals(reduceScores(scores.toReversed(), reduction), reduced);
    assertEquals(reduceScores([null, ...scores, null], reduction), reduced);
    if (["mean", "median", "max", "min"].includes(reduction)) {
      assert(reduced >= Math.min(...scores) - 1e-12 && reduced <= Math.max(...scores) + 1e-12);
    }
  }));
});

Deno.test("equal scores of 0 or 1 stay what they are", () => {
  fc.assert(
    fc.property(fc.constantFrom(0, 1), fc.integer({ min: 1, max: 8 }), reductions, (score, count, reduction) => {
      assertEquals(reduceScores(Array(count).fill(score), reduction), score);
    }),
  );
});

/** All ways to draw k of the places 0 … n-1. */
function draws(n: number, k: number, from = 0): number[][] {
  if (k === 0) return [[]];
  return Array.from({ length: n - from }, (_, i) => from + i)
    .flatMap((first) => draws(n, k - 1, first + 1).map((rest) => [first, ...rest]));
}

Deno.test("pass@k is the share of all draws of k answers that have one that passes", () => {
  const verdicts = fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(verdicts, fc.integer({ min: 1, max: 8 }), (scores, wanted) => {
    const k = Math.min(wanted, scores.length);
    const all = draws(scores.length, k);
    const share = all.filter((draw) => draw.some((i) => scores[i] === 1)).length / all.length;
    assertAlmostEquals(reduceScores(scores, `pass@${k}`)!, share, 1e-12);
  }));
});

Deno.test("pass@k of very many answers neither overflows nor leaves its range", () => {
  const scores = Array.from({ length: 100_000 }, (_, i) => i === 0 ? 1 : 0);
  assertAlmostEquals(reduceScores(scores, "pass@1000")!, 0.01, 1e-9);
  assertEquals(reduceScores(scores, "pass@100000"), 1);
  assertEquals(reduceScores(Array(100_000).fill(0), "pass@99999"), 0);
  assertEquals(reduceScores(Array(2000).fill(1), "pass@1999"), 1);
});

Deno.test("more answers that pass, and more draws, never lower pass@k", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 30 }), fc.integer({ min: 1, max: 30 }), (n, c, k) => {
      const at = (passed: number, k: number) =>
        reduceScores(Array.from({ length: n }, (_, i) => i < passed ? 1 : 0), `pass@${Math.min(k, n)}`)!;
      assert(at(Math.min(c + 1, n), k) >= at(Math.min(c, n), k) - 1e-12);
      assert(at(Math.min(c, n), k + 1) >= at(Math.min(c, n), k) - 1e-12);
    }),
  );
});
