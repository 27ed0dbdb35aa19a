import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { seededRandom } from "../../../src/base/mod.ts";
import { type BeatenVariant, beatenVariants, roundsOf } from "../../../src/sweep/adaptive/mod.ts";

const RACING = { method: "racing", eta: 2, confidence: 0.95, keep: 1 } as const;

/** Scores by variant, prompt after prompt. */
function scoresOf(...variants: (readonly number[])[]): Map<number, Map<number, number>> {
  return new Map(variants.map((scores, variant) => [variant, new Map(scores.map((score, i) => [i, score]))]));
}

function look(scores: Map<number, Map<number, number>>, change: Partial<typeof RACING | { keep: number }> = {}) {
  return beatenVariants(scores, { adaptive: { ...RACING, ...change }, looks: 1, variants: scores.size });
}

const ones = (n: number) => new Array<number>(n).fill(1);
const zeros = (n: number) => new Array<number>(n).fill(0);

Deno.test("a variant that is worse on every prompt is beaten, one that may be as good is not", () => {
  const scores = scoresOf(ones(10), zeros(10), [0, ...ones(9)]);
  assertEquals(look(scores).map(({ variant, leader, n, meanDifference }) => [variant, leader, n, meanDifference]), [
    [1, 0, 10, -1],
  ]);
});

Deno.test("what decides is told: the p-value, and what it had to be below", () => {
  const [{ pValue, alpha }] = look(scoresOf(ones(10), zeros(10)));
  assertEquals([pValue, alpha], [1 / 1024, 1 - 0.95]);
  const [shared] = beatenVariants(scoresOf(ones(20), zeros(20)), { adaptive: RACING, looks: 5, variants: 11 });
  assertEquals(shared.alpha, (1 - 0.95) / 50);
});

Deno.test("three prompts prove nothing", () => {
  assertEquals(look(scoresOf(ones(3), zeros(3))), []);
});

Deno.test("the worst goes first, and so many are kept", () => {
  const half = Array.from({ length: 30 }, (_, i) => i % 2);
  const scores = scoresOf(ones(30), zeros(30), half);
  const variants = (beaten: readonly BeatenVariant[]) => beaten.map(({ variant }) => variant);
  assertEquals(variants(look(scores)), [1, 2]);
  assertEquals(variants(look(scores, { keep: 2 })), [1]);
  assertEquals(variants(look(scores, { keep: 3 })), []);
});

Deno.test("halving leaves one in eta", () => {
  const scores = scoresOf(ones(30), zeros(30), zeros(30), zeros(30), zeros(30));
  const beaten = (eta: number) =>
    beatenVariants(scores, { adaptive: { ...RACING, method: "halving", eta }, looks: 1, variants: 5 }).length;
  assertEquals([beaten(2), beaten(3), beaten(5)], [2, 3, 4]);
});

Deno.test("a variant without scores is compared with nobody, and prompts without one are left out", () => {
  const scores = scoresOf(ones(10), zeros(10));
  scores.set(2, new Map());
  scores.get(1)!.delete(3);
  assertEquals(look(scores).map(({ variant, n }) => [variant, n]), [[1, 9]]);
  assertEquals(look(new Map([[0, new Map()]])), []);
});

Deno.test("variants that are all the same are kept, in nearly all of many sweeps", () => {
  const random = seededRandom("no difference");
  let lost = 0;
  for (let sweep = 0; sweep < 100; sweep++) {
    const scores = scoresOf(
      ...Array.from({ length: 4 }, () => Array.from({ length: 12 }, () => random() < 0.5 ? 1 : 0)),
    );
    if (beatenVariants(scores, { adaptive: RACING, looks: 1, variants: 4 }).length > 0) lost++;
  }
  assert(lost <= 9, `${lost} of 100 dropped something`);
});

Deno.test("no more are dropped than may be, and never the leader", () => {
  const score = fc.constantFrom(0, 0.5, 1);
  const variants = fc.array(fc.array(score, { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(variants, fc.integer({ min: 1, max: 3 }), (given, keep) => {
      const scores = scoresOf(...given);
      const beaten = look(scores, { keep });
      assert(scores.size - beaten.length >= Math.min(keep, scores.size));
      const total = (variant: number) => [...scores.get(variant)!.values()].reduce((sum, one) => sum + one, 0);
      const best = Math.max(...[...scores.keys()].map(total));
      for (const { variant } of beaten) assert(total(variant) < best);
    }),
    { numRuns: 60 },
  );
});

Deno.test("rounds have every prompt once, in an order that the seed decides", () => {
  const adaptive = fc.record({
    method: fc.constantFrom("racing" as const, "halving" as const),
    prompts: fc.integer({ min: 2, max: 9 }),
    eta: fc.integer({ min: 2, max: 4 }),
    seed: fc.integer(),
  });
  fc.assert(fc.property(fc.nat(60), adaptive, (samples, rules) => {
    const whole = { ...RACING, metric: "score", ...rules };
    const rounds = roundsOf(samples, whole);
    const all = rounds.flatMap((round) => [...round]);
    assertEquals(all.toSorted((a, b) => a - b), Array.from({ length: samples }, (_, i) => i));
    assertEquals(roundsOf(samples, whole), rounds);
    if (rounds.length > 1) assertEquals(rounds[0].length, rules.prompts);
  }));
});

Deno.test("halving asks eta times as many prompts from look to look", () => {
  const rounds = roundsOf(100, { ...RACING, method: "halving", metric: "score", prompts: 10, eta: 2, seed: 1 });
  assertEquals(rounds.map(({ length }) => length), [10, 10, 20, 40, 20]);
});
