import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { probabilityOfBest } from "../../src/statistics/mod.ts";
import reference from "./reference/ranking.json" with { type: "json" };

const tables = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 9 })).chain(([variants, prompts]) =>
  fc.array(
    fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { freq: 9 }), { minLength: prompts, maxLength: prompts }),
    { minLength: variants, maxLength: variants },
  )
);

Deno.test("probabilities add up to one, and ranks to what ranks add up to", () => {
  fc.assert(fc.property(tables, (scores) => {
    const ranked = probabilityOfBest(scores, { resamples: 40 }).filter(({ probability }) => probability !== null);
    if (ranked.length === 0) return;
    const sum = (of: (rank: typeof ranked[number]) => number) => ranked.reduce((total, rank) => total + of(rank), 0);
    assertAlmostEquals(sum(({ probability }) => probability!), 1, 1e-12);
    assertAlmostEquals(sum(({ meanRank }) => meanRank!), ranked.length * (ranked.length + 1) / 2, 1e-9);
    for (const { rankLow, rankHigh, meanRank } of ranked) {
      assert(1 <= rankLow! && rankLow! <= rankHigh! && rankHigh! <= ranked.length);
      assert(1 <= meanRank! && meanRank! <= ranked.length);
    }
  }));
});

Deno.test("a variant that is better on every prompt is surely the best", () => {
  const [worse, best, middle] = probabilityOfBest([[0, 1, 2], [5, 6, 7], [1, 2, 3]]);
  assertEquals([best.probability, best.meanRank, best.rankLow, best.rankHigh], [1, 1, 1, 1]);
  assertEquals([middle.meanRank, worse.meanRank, worse.probability], [2, 3, 0]);
});

Deno.test("ties are split evenly, and share the mean of their ranks", () => {
  const equal = probabilityOfBest([[0.1, 0.7, 0.3], [0.1, 0.7, 0.3], [0, 0, 0], [0.3, 0.1, 0.7]], { resamples: 500 });
  assertEquals(equal[0], equal[1]);
  assertEquals(equal[2].meanRank, 4);
  const twins = probabilityOfBest([[0.1, 0.2, 0.3], [0.1, 0.2, 0.3]]);
  assertEquals(twins.map(({ probability, rankLow, rankHigh }) => [probability, rankLow, rankHigh]), [
    [0.5, 1.5, 1.5],
    [0.5, 1.5, 1.5],
  ]);
});

Deno.test("probabilities and mean ranks come to those of all samples there are, counted with SciPy's ranks", () => {
  const { scores, probability, meanRank } = reference.best;
  probabilityOfBest(scores, { resamples: 40_000 }).forEach((rank, v) => {
    assertAlmostEquals(rank.probability!, probability[v], 0.01);
    assertAlmostEquals(rank.meanRank!, meanRank[v], 0.02);
  });
});

Deno.test("two variants win as often as the binomial distribution says", () => {
  // Each is better on one of two prompts: both draws favour the first in 1 of 4, the second in 1 of 4, else they tie.
  const [first, second] = probabilityOfBest([[1, 0], [0, 1]], { resamples: 40_000 });
  assertAlmostEquals(first.probability!, 0.5, 0.01);
  assertEquals([first.rankLow, first.rankHigh], [1, 2]);
  assertAlmostEquals(first.meanRank!, second.meanRank!, 0.02);
  // Better on two prompts of three: 7 of 27 resamples favour the other, the rest the first; odd numbers never tie.
  const [mostly] = probabilityOfBest([[1, 1, 0], [0, 0, 1]], { resamples: 40_000 });
  assertAlmostEquals(mostly.probability!, 20 / 27, 0.01);
});

Deno.test("where lower is better, it is the other way round", () => {
  fc.assert(fc.property(tables, (scores) => {
    const negated = scores.map((row) => row.map((score) => score === null ? null : -score));
    assertEquals(
      probabilityOfBest(scores, { better: "lower", resamples: 30 }),
      probabilityOfBest(negated, { resamples: 30 }),
    );
  }));
});

Deno.test("only prompts that all variants have are compared, and one without any is left out", () => {
  const [first, second, none] = probabilityOfBest([[1, 0, 1, null], [0, 0, null, 1], [null, null, null, null]]);
  assertEquals([first.n, second.n, none.n], [2, 2, 0]);
  assertEquals(none, {
    probability: null,
    meanRank: null,
    rankLow: null,
    rankHigh: null,
    n: 0,
    method: "no rank, as it has no figures",
  });
  assertEquals(first.method, "bootstrap over 2 prompts, 10,000 resamples");
});

Deno.test("fewer than two prompts say nothing", () => {
  for (const scores of [[[1], [2]], [[], []], [[1, null], [null, 1]]]) {
    for (const { probability, method } of probabilityOfBest(scores)) {
      assertEquals([probability, method], [null, "no ranks, as fewer than two prompts are known of all"]);
    }
  }
  assertEquals(probabilityOfBest([]), []);
});

Deno.test("what cannot be ranked is refused", () => {
  assertThrows(() => probabilityOfBest([[1, 2], [1]]), RangeError, "current value is 1");
  assertThrows(() => probabilityOfBest([[1, NaN]]), RangeError, "current value is NaN");
  assertThrows(() => probabilityOfBest([[1, 2]], { confidence: 2 }), RangeError, "current value is 2");
  assertThrows(() => probabilityOfBest([[1, 2]], { resamples: 0 }), RangeError, "current value is 0");
});
