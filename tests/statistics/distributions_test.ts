import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  incompleteBeta,
  logGamma,
  noncentralTCdf,
  normalCdf,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
} from "../../src/statistics/distributions/mod.ts";
import reference from "./reference/distributions.json" with { type: "json" };

const FUNCTIONS = {
  normalCdf,
  normalQuantile,
  studentTCdf,
  studentTQuantile,
  incompleteBeta: (x: number, a: number, b: number) => incompleteBeta(x, a, b),
  logGamma,
} as const;

for (const [name, own] of Object.entries(FUNCTIONS)) {
  Deno.test(`${name} is SciPy's to eleven digits, in the tails as well`, () => {
    for (const row of reference[name as keyof typeof FUNCTIONS] as number[][]) {
      const [expected, given] = [row.at(-1)!, row.slice(0, -1)];
      const found = (own as (...given: number[]) => number)(...given);
      const tolerance = 1e-11 * Math.max(Math.abs(expected), expected === 0 || name === "logGamma" ? 1e-3 : 0);
      assert(Math.abs(found - expected) <= tolerance, `${name}(${given}) = ${found}, not ${expected}`);
    }
  });
}

Deno.test("the noncentral t distribution is SciPy's to eleven decimals", () => {
  for (const [t, df, shift, expected] of reference.noncentralTCdf) {
    const found = noncentralTCdf(t, df, shift);
    assert(Math.abs(found - expected) < 1e-11, `(${t}, ${df}, ${shift}) = ${found}, not ${expected}`);
  }
});

Deno.test("a noncentral t distribution that is not shifted is Student's, and a far shifted one goes over smoothly", () => {
  for (const t of [-2, 0.3, 4]) {
    for (const df of [2, 30]) assert(Math.abs(noncentralTCdf(t, df, 0) - studentTCdf(t, df)) < 1e-13);
  }
  const [below, above] = [37.41, 37.42].map((shift) => noncentralTCdf(38, 1e5, shift));
  assert(Math.abs(below - above - 0.0034) < 0.0005, `${below} ${above}`);
});

Deno.test("a quantile is where the distribution function has its share", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), fc.integer({ min: 1, max: 5000 }), (p, df) => {
      assert(Math.abs(studentTCdf(studentTQuantile(p, df), df) - p) < 1e-12);
      assert(Math.abs(normalCdf(normalQuantile(p)) - p) < 1e-14);
    }),
  );
});

Deno.test("what is certain is infinitely far out", () => {
  assertEquals([normalQuantile(0), normalQuantile(1), studentTQuantile(0, 3), studentTQuantile(1, 3)], [
    -Infinity,
    Infinity,
    -Infinity,
    Infinity,
  ]);
  assertEquals([normalCdf(-50), normalCdf(50), incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)], [0, 1, 0, 1]);
});
