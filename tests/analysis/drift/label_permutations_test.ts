import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { labelPool, labelTest } from "../../../src/analysis/drift/_label_permutations.ts";
import { mean, pairedPermutationTest } from "../../../src/statistics/mod.ts";

const OPTIONS = { resamples: 9999, seed: "test", alpha: 0.05 };

/** What the mean of the second tape is more than that of the first. */
function meanDifference(values: readonly number[]) {
  return (isBase: readonly boolean[]) =>
    mean(values.filter((_, i) => !isBase[i]))! - mean(values.filter((_, i) => isBase[i]))!;
}

/** Pools of requests, each with the values of its recordings on the first and the second tape. */
function poolsOf(groups: readonly (readonly [base: readonly number[], fresh: readonly number[]])[]) {
  return groups.map(([base, fresh], i) => {
    const isBase = [...base.map(() => true), ...fresh.map(() => false)];
    return labelPool(
      { request: `r${i}`, isBase, isBaseFirst: isBase[0] },
      meanDifference([...base, ...fresh]),
      groups.length,
    );
  });
}

Deno.test("with one recording on each tape the test is that of paired differences", () => {
  const differences = [3, 1, 4, 1, -5, 9, 2, 6];
  const pools = poolsOf(differences.map((difference) => [[10], [10 + difference]]));
  const { pValue, method, verdict } = labelTest(pools, "two-sided", OPTIONS);
  assertEquals(pValue, pairedPermutationTest(differences).pValue);
  assertEquals([method, verdict], ["labels permuted within each request, exact", null]);
});

Deno.test("all ways of handing out the labels of one request are tried", () => {
  const [pool] = poolsOf([[[1, 2, 3], [11, 12, 13]]]);
  assertEquals([pool.values.length, pool.observed], [20, 10]);
  assertEquals(labelTest([pool], "greater", OPTIONS).pValue, 1 / 20);
  assertEquals(labelTest([pool], "two-sided", { ...OPTIONS, alpha: 0.1 }).pValue, 2 / 20);
});

Deno.test("what no number of labels can tell from noise is not tested", () => {
  const { pValue, verdict, method } = labelTest(poolsOf([[[1], [9]], [[2], [9]]]), "two-sided", OPTIONS);
  assertEquals([pValue, verdict, method], [null, "noise unknown", "too few recordings to tell noise by"]);
});

Deno.test("what is the same however the labels are is within noise", () => {
  const { pValue, verdict, method } = labelTest(poolsOf([[[4, 4], [4]], [[1], [1]]]), "two-sided", OPTIONS);
  assertEquals([pValue, verdict, method], [null, "within noise", "all the same"]);
});

Deno.test("many requests are drawn, never to a p-value of 0, and the same ones every time", () => {
  const groups = Array.from({ length: 300 }, (_, i): [number[], number[]] => [[i, i + 1], [i + 50, i + 51]]);
  const first = labelTest(poolsOf(groups), "two-sided", OPTIONS);
  assertEquals(first.pValue, 1 / 10_000);
  assertEquals(first.method, "labels permuted within each request, 9,999 resamples");
  assertEquals(labelTest(poolsOf(groups), "two-sided", OPTIONS), first);
});

Deno.test("a request of very many recordings is drawn from, its own labels among them", () => {
  const base = Array.from({ length: 12 }, (_, i) => i);
  const [pool] = poolsOf([[base, base.map((value) => value + 100)]]);
  assert(pool.values.length < 30_000, `${pool.values.length}`);
  assertEquals(pool.values.includes(pool.observed), true);
  assert(labelTest([pool], "two-sided", OPTIONS).pValue! <= 0.001);
});

Deno.test("the tapes the other way round give the same p-value", () => {
  const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.tuple(values, values), { minLength: 1, maxLength: 6 }), (groups) => {
      // One order of the recordings, whichever tape comes first.
      const turned = (isTurned: boolean) =>
        groups.map(([base, fresh], i) => {
          const all = [...base, ...fresh];
          const isBase = all.map((_, at) => at < base.length !== isTurned);
          return labelPool({ request: `r${i}`, isBase, isBaseFirst: isBase[0] }, meanDifference(all), groups.length);
        });
      const [one, other] = [false, true].map((isTurned) => labelTest(turned(isTurned), "two-sided", OPTIONS));
      assertEquals(one.verdict, other.verdict);
      if (one.pValue !== null) assertAlmostEquals(one.pValue, other.pValue!, 1e-12);
    }),
  );
});
