import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { benjaminiHochberg, holm } from "../../src/statistics/mod.ts";
import reference from "./reference/corrections.json" with { type: "json" };

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

Deno.test("corrected p-values are those of statsmodels", () => {
  for (const { pValues, ...expected } of reference) {
    holm(pValues).forEach((p, i) => assertAlmostEquals(p, expected.holm[i], 1e-14));
    benjaminiHochberg(pValues).forEach((p, i) => assertAlmostEquals(p, expected.benjaminiHochberg[i], 1e-14));
  }
});

Deno.test("correcting makes p-values larger, Holm more than Benjamini and Hochberg, and none above 1", () => {
  fc.assert(fc.property(pValues, (raw) => {
    const [family, discoveries] = [holm(raw), benjaminiHochberg(raw)];
    raw.forEach((p, i) => {
      assert(p <= discoveries[i] * (1 + 1e-15) && discoveries[i] <= family[i] * (1 + 1e-15) && family[i] <= 1);
      assert(family[i] <= Math.min(1, p * raw.length) * (1 + 1e-15), "Holm is never stricter than Bonferroni");
    });
  }));
});

Deno.test("a smaller p-value stays no larger than another", () => {
  fc.assert(fc.property(pValues, (raw) => {
    for (const correct of [holm, benjaminiHochberg]) {
      const corrected = correct(raw);
      raw.forEach((p, i) => raw.forEach((other, j) => assert(p >= other || corrected[i] <= corrected[j])));
    }
  }));
});

Deno.test("no test stays none and is not counted", () => {
  fc.assert(fc.property(pValues, (raw) => {
    for (const correct of [holm, benjaminiHochberg]) {
      const corrected = correct(raw.flatMap((p) => [null, p]));
      assertEquals(corrected.filter((p) => p !== null), correct(raw));
      assert(corrected.every((p, i) => (p === null) === (i % 2 === 0)));
    }
  }));
  assertEquals([holm([]), benjaminiHochberg([null]), holm([0.2])], [[], [null], [0.2]]);
});

Deno.test("what is no p-value is refused", () => {
  assertThrows(() => holm([0.5, 1.5]), RangeError, "current value is 1.5");
  assertThrows(() => benjaminiHochberg([NaN]), RangeError, "current value is NaN");
});
