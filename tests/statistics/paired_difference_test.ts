import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { bootstrapInterval, pairedDifference, pairedPermutationTest } from "../../src/statistics/mod.ts";

const differences = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 12 });

Deno.test("the interval is the bootstrap's, the p-value the permutation test's", () => {
  fc.assert(fc.property(differences, (values) => {
    const { estimate, pValue } = pairedDifference(values, { resamples: 50, seed: "s" })!;
    const { value, low, high, n } = bootstrapInterval(values, { resamples: 50, seed: "s" })!;
    assertEquals([estimate.value, estimate.low, estimate.high, estimate.n], [value, low, high, n]);
    assertEquals(pValue, pairedPermutationTest(values).pValue);
  }));
});

Deno.test("the other way round, everything is the other way round", () => {
  fc.assert(fc.property(differences, (values) => {
    const there = pairedDifference(values, { resamples: 20 })!;
    const back = pairedDifference(values.map((value) => -value), { resamples: 20 })!;
    assertEquals([back.better, back.worse, back.equal], [there.worse, there.better, there.equal]);
    assertEquals(there.better + there.worse + there.equal, values.length);
    assertAlmostEquals(back.pValue, there.pValue, 1e-12);
    for (const name of ["cohensDz", "hedgesGz", "rankBiserial"] as const) {
      const [one, other] = [there.effect[name], back.effect[name]];
      if (one === null || other === null) assertEquals(one, other);
      else assertAlmostEquals(one, -other, 1e-12);
    }
  }));
});

Deno.test("both methods say what was done, of how many", () => {
  const values = Array.from({ length: 20 }, (_, i) => i % 3 - 0.5);
  const { estimate, test } = pairedDifference(values, { resamples: 500, alternative: "less", against: -0.1 })!;
  assertEquals(estimate.method, "mean paired difference, BCa bootstrap, 500 resamples");
  assertEquals(test, "paired permutation test, less, against -0.1, 500 resamples, n = 20");
  assertEquals(estimate.n, 20);
});

Deno.test("ranks weigh how much better, not only how often", () => {
  const { effect, better, worse } = pairedDifference([0.1, 0.1, 0.1, -0.9])!;
  assertEquals([better, worse], [3, 1]);
  assertAlmostEquals(effect.rankBiserial!, (6 - 4) / 10, 1e-12);
  assertEquals(pairedDifference([1, 2, 3])!.effect.rankBiserial, 1);
});

Deno.test("differences that do not vary have no standardised effect", () => {
  const { effect, estimate, pValue } = pairedDifference([0.5, 0.5, 0.5, 0.5])!;
  assertEquals([effect.cohensDz, effect.hedgesGz, effect.rankBiserial], [null, null, 1]);
  assertEquals([estimate.low, estimate.high, pValue], [null, null, 2 / 16]);
  assertEquals(estimate.method, "mean paired difference, no interval as all of them are the same");
  assertEquals(pairedDifference([0, 0])!.effect.rankBiserial, null);
});

Deno.test("no difference on all of five prompts is no proof that there is none", () => {
  const { estimate, pValue, leastPValue, equal } = pairedDifference([0, 0, 0, 0, 0])!;
  assertEquals([estimate.value, estimate.low, estimate.high, pValue, equal], [0, null, null, 1, 5]);
  assertEquals(leastPValue, 1 / 16, "five prompts show nothing at 0.05, whatever they say");
});

Deno.test("one prompt has a difference but no interval, and none has nothing", () => {
  const { estimate, pValue, effect } = pairedDifference([0.2])!;
  assertEquals([estimate.value, estimate.low, pValue, effect.cohensDz], [0.2, null, 1, null]);
  assertEquals(pairedDifference([]), null);
  assertThrows(() => pairedDifference([1, NaN]), RangeError, "current value is NaN");
});

Deno.test("two prompts have an effect without correction to tell of", () => {
  const { effect } = pairedDifference([1, 2])!;
  assertAlmostEquals(effect.cohensDz!, 1.5 / Math.SQRT1_2, 1e-12);
  assert(effect.hedgesGz === null || Number.isFinite(effect.hedgesGz));
});
