import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cliffsDelta, cohensD, hedgesG, mcnemarTest, pairedDifference } from "../../src/statistics/mod.ts";
import reference from "./reference/effects.json" with { type: "json" };

const sample = fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 2, maxLength: 15 });

Deno.test("effects of independent samples are those that SciPy's tests give", () => {
  for (const { first, second, ...expected } of reference.independent) {
    assertAlmostEquals(cohensD(first, second)!, expected.cohensD, 1e-12);
    assertAlmostEquals(hedgesG(first, second)!, expected.hedgesG, 1e-12);
    assertAlmostEquals(cliffsDelta(first, second)!, expected.cliffsDelta, 1e-12);
  }
});

Deno.test("effects of paired differences are those that SciPy's tests give", () => {
  for (const { differences, ...expected } of reference.paired) {
    const { effect } = pairedDifference(differences, { resamples: 10 })!;
    assertAlmostEquals(effect.cohensDz!, expected.cohensDz, 1e-12);
    assertAlmostEquals(effect.hedgesGz!, expected.hedgesGz, 1e-12);
    assertAlmostEquals(effect.rankBiserial!, expected.rankBiserial, 1e-12);
  }
});

Deno.test("effects turn round with the samples, and do not depend on the unit", () => {
  fc.assert(fc.property(sample, sample, fc.integer({ min: 1, max: 9 }), (first, second, unit) => {
    for (const effect of [cohensD, hedgesG, cliffsDelta]) {
      const found = effect(first, second);
      if (found === null) {
        assertEquals(effect(second, first), null);
        continue;
      }
      assertAlmostEquals(effect(second, first)!, -found, 1e-12);
      const inUnit = (values: readonly number[]) => values.map((value) => value * unit + 3);
      assertAlmostEquals(effect(inUnit(first), inUnit(second))!, found, 1e-9);
    }
  }));
});

Deno.test("Cliff's delta counts pairs", () => {
  fc.assert(fc.property(sample, sample, (first, second) => {
    const signs = first.flatMap((a) => second.map((b) => Math.sign(a - b)));
    assertAlmostEquals(cliffsDelta(first, second)!, signs.reduce((sum, sign) => sum + sign, 0) / signs.length, 1e-12);
  }));
});

Deno.test("Hedges' correction makes an effect smaller, less so in larger samples", () => {
  const [few, many] = [[1, 2, 3], Array.from({ length: 300 }, (_, i) => i % 3)];
  const shrinkage = (values: readonly number[]) => {
    const shifted = values.map((value) => value + 1);
    return hedgesG(shifted, values)! / cohensD(shifted, values)!;
  };
  assert(0.7 < shrinkage(few) && shrinkage(few) < 0.85 && shrinkage(many) > 0.998 && shrinkage(many) < 1);
});

Deno.test("where nothing varies, or too little is there, there is no effect to tell", () => {
  assertEquals([cohensD([1, 1], [2, 2]), hedgesG([1], [2, 3]), cliffsDelta([], [1])], [null, null, null]);
  assertThrows(() => cohensD([NaN, 1], [1, 2]), RangeError, "current value is NaN");
  assertThrows(() => cliffsDelta([1], [Infinity]), RangeError, "current value is Infinity");
});

Deno.test("McNemar's exact p-values are those of statsmodels", () => {
  for (const { onlyFirst, onlySecond, pValue } of reference.mcnemar) {
    const outcomes = (first: boolean, second: boolean, count: number) => Array(count).fill([first, second]);
    const pairs = [
      ...outcomes(true, false, onlyFirst),
      ...outcomes(false, true, onlySecond),
      ...outcomes(true, true, 5),
    ];
    const found = mcnemarTest(pairs.map(([first]) => first), pairs.map(([, second]) => second));
    assertEquals([found.onlyFirst, found.onlySecond, found.n], [onlyFirst, onlySecond, pairs.length]);
    assertAlmostEquals(found.pValue, pValue, 1e-12);
  }
  assertThrows(() => mcnemarTest([true], []), RangeError, "current value is 0");
});
