import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { bucketOf, LogHistogram } from "../../../src/transport/health/_log_histogram.ts";

const values = fc.array(fc.double({ min: 0.2, max: 3_000_000, noNaN: true }), { minLength: 1, maxLength: 300 });

Deno.test("quantiles are those of the values, to within 1.2 %", () => {
  fc.assert(fc.property(values, fc.constantFrom(0.5, 0.75, 0.9, 0.99), (all, share) => {
    const histogram = new LogHistogram();
    for (const value of all) histogram.add(bucketOf(value));
    const exact = all.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * all.length) - 1)];
    const found = histogram.quantile(share)!;
    assert(Math.abs(found / exact - 1) < 0.012, `${found} for ${exact}`);
  }));
});

Deno.test("what is taken out again leaves no trace", () => {
  fc.assert(fc.property(values, values, (some, others) => {
    const [mixed, plain] = [new LogHistogram(), new LogHistogram()];
    for (const value of [...some, ...others]) mixed.add(bucketOf(value));
    for (const value of others) mixed.add(bucketOf(value), -1);
    for (const value of some) plain.add(bucketOf(value));
    assertEquals(mixed.percentiles(), plain.percentiles());
    assertEquals(mixed.total, some.length);
  }));
});

Deno.test("nothing has no quantiles, and what cannot be a time falls into the outermost buckets", () => {
  assertEquals([new LogHistogram().percentiles(), new LogHistogram().quantile(0.5)], [null, null]);
  const histogram = new LogHistogram();
  for (const value of [-1, 0, NaN, Infinity, 1e300]) histogram.add(bucketOf(value));
  assertEquals(histogram.total, 5);
  histogram.halve();
  assertEquals(histogram.total, 2);
});

Deno.test("buckets for people hold every value once, side by side, without empty ones at the ends", () => {
  fc.assert(fc.property(values, (all) => {
    const histogram = new LogHistogram();
    for (const value of all) histogram.add(bucketOf(value));
    const buckets = histogram.buckets();
    assertEquals(buckets.reduce((sum, { count }) => sum + count, 0), all.length);
    for (let i = 1; i < buckets.length; i++) assertEquals(buckets[i].from, buckets[i - 1].to);
    assert(buckets[0].count > 0 && buckets.at(-1)!.count > 0);
    const slack = 1.03;
    assert(buckets[0].from <= Math.min(...all) * slack && buckets.at(-1)!.to >= Math.max(...all) / slack);
    for (const { from, to } of buckets) assert(Math.abs(to / from - Math.SQRT2) < 1e-9);
  }));
  assertEquals(new LogHistogram().buckets(), []);
});
