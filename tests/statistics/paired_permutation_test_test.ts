import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { pairedPermutationTest } from "../../src/statistics/mod.ts";
import { seededRandom } from "../../src/base/mod.ts";
import reference from "./reference/paired_permutation.json" with { type: "json" };

const differences = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 10 });

Deno.test("small sets give SciPy's exact p-values", () => {
  for (const { differences, less, greater, twoSided } of reference) {
    const p = (alternative: "less" | "greater" | "two-sided") =>
      pairedPermutationTest(differences, { alternative }).pValue!;
    assertAlmostEquals(p("less"), less, 1e-12);
    assertAlmostEquals(p("greater"), greater, 1e-12);
    assertAlmostEquals(p("two-sided"), twoSided, 1e-12);
  }
});

Deno.test("drawn patterns come near to all of them", () => {
  const many = Array.from({ length: 40 }, (_, i) => i % 3 === 0 ? -0.3 : 0.1);
  const [first, second] = ["a", "b"].map((seed) => pairedPermutationTest(many, { alternative: "less", seed }));
  assertEquals(first.method, "10000 resamples");
  assertAlmostEquals(first.pValue!, second.pValue!, 0.02);
  assertEquals(pairedPermutationTest(many, { alternative: "less", seed: "a" }), first);
});

Deno.test("a p-value of drawn patterns is never 0", () => {
  const worse = Array.from({ length: 60 }, () => -1);
  assertEquals(pairedPermutationTest(worse, { alternative: "less", resamples: 999 }).pValue, 1 / 1000);
});

Deno.test("nothing but zeros is no evidence of anything", () => {
  for (const alternative of ["less", "greater", "two-sided"] as const) {
    assertEquals(pairedPermutationTest([0, 0, 0], { alternative }).pValue, 1);
    assertEquals(pairedPermutationTest(new Array(30).fill(0), { alternative }).pValue, 1);
  }
  const nothing = { n: 0, meanDifference: null, pValue: null, leastPValue: null, method: "exact" } as const;
  assertEquals(pairedPermutationTest([]), nothing);
});

Deno.test("no differences give less than the least p-value, and those that all point one way give it", () => {
  fc.assert(fc.property(differences, fc.constantFrom("less", "greater", "two-sided"), (values, alternative) => {
    const { n, pValue, leastPValue } = pairedPermutationTest(values, { alternative });
    assertEquals(leastPValue, (alternative === "two-sided" ? 2 : 1) / 2 ** n);
    assert(pValue! >= leastPValue!);
    const sign = alternative === "less" ? -1 : 1;
    const clear = values.map((value) => sign * (1 + Math.abs(value)));
    assertEquals(pairedPermutationTest(clear, { alternative }).pValue, leastPValue);
  }));
  assertEquals(pairedPermutationTest(new Array(17).fill(1), { resamples: 99 }).leastPValue, 0.01);
});

Deno.test("less and greater mirror each other, and cover everything", () => {
  fc.assert(fc.property(differences, (values) => {
    const less = pairedPermutationTest(values, { alternative: "less" });
    const mirrored = pairedPermutationTest(values.map((value) => -value), { alternative: "greater" });
    assertAlmostEquals(less.pValue!, mirrored.pValue!, 1e-12);
    const greater = pairedPermutationTest(values, { alternative: "greater" });
    assert(less.pValue! + greater.pValue! >= 1 - 1e-12);
  }));
});

Deno.test("to test against a number is to test what is left when it is taken off", () => {
  fc.assert(fc.property(differences, fc.double({ min: -0.5, max: 0.5, noNaN: true }), (values, against) => {
    const shifted = pairedPermutationTest(values.map((value) => value - against), { alternative: "less" });
    assertEquals(pairedPermutationTest(values, { alternative: "less", against }).pValue, shifted.pValue);
  }));
});

Deno.test("under the null hypothesis five of a hundred tests are significant at 5 %", () => {
  const random = seededRandom("null hypothesis");
  let significant = 0;
  for (let test = 0; test < 400; test++) {
    const values = Array.from({ length: 12 }, () => random() - 0.5);
    if (pairedPermutationTest(values, { alternative: "less" }).pValue! <= 0.05) significant++;
  }
  assert(significant >= 8 && significant <= 34, `${significant} of 400`);
});

Deno.test("a difference that is no number is refused", () => {
  assertThrows(() => pairedPermutationTest([0.1, NaN]), RangeError, "current value is NaN");
});
