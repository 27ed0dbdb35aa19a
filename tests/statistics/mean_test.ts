import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import pl from "nodejs-polars";
import { quantile } from "../../src/base/mod.ts";
import { ascending, mean } from "../../src/statistics/mod.ts";

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 });

Deno.test("quantiles are linear between the two nearest values", () => {
  assertEquals([0, 0.25, 0.5, 1].map((q) => quantile([10, 20, 40], q)), [10, 15, 20, 40]);
  assertEquals(quantile([7], 0.99), 7);
  assertEquals(quantile([], 0.5), null);
});

Deno.test("quantiles agree with polars, stay within the values and never fall", () => {
  fc.assert(fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
    const sorted = ascending(values);
    const ours = quantile(sorted, q)!;
    const theirs = pl.DataFrame({ v: values }).select(pl.col("v").quantile(q, "linear")).row(0)[0];
    assertAlmostEquals(ours, theirs, 1e-6);
    assertEquals(ours >= sorted[0] && ours <= sorted[sorted.length - 1], true);
    assertEquals(quantile(sorted, Math.min(1, q + 0.1))! >= ours, true);
  }));
});

Deno.test("a mean does not depend on the order", () => {
  fc.assert(fc.property(numbers, (values) => assertEquals(mean(values), mean(values.toReversed()))));
  assertEquals(mean([]), null);
});
