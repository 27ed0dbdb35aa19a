import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { ExactSum } from "../../../src/analysis/frames/exact_sum.ts";
import { Decimal } from "../../../src/base/mod.ts";

function sumOf(values: Iterable<number | Decimal>): ExactSum {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
}

/** Digit by digit, as a person adds. */
function slowly(values: readonly number[]): string {
  return values.reduce((sum, value) => sum.plus(Decimal.fromNumber(value)), Decimal.fromInteger(0)).toString();
}

Deno.test("tenths add up to wholes", () => {
  const sum = sumOf(Array.from({ length: 30 }, () => 0.1));
  assertEquals([sum.total().toString(), sum.count], ["3", 30]);
});

Deno.test("nothing adds up to nothing", () => {
  assertEquals([sumOf([]).total().toString(), sumOf([]).count], ["0", 0]);
});

Deno.test("any doubles add up to the decimals that they print as", () => {
  const money = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e20, max: 1e20 }),
    fc.integer({ min: 0, max: 10 ** 9 }).map((units) => units / 1e12),
    fc.integer({ min: 0, max: 2 ** 53 - 1 }).map((units) => units / 1e15),
    fc.constantFrom(0, -0, 1000, 999.999999999999, 1e15, 5e-324, 0.000001234567891),
  );
  fc.assert(fc.property(fc.array(money), (values) => {
    assertEquals(sumOf(values).total().toString(), slowly(values));
  }));
});

Deno.test("sums far above what a double counts stay exact", () => {
  const values = Array.from({ length: 100 }, () => 999.999999999999);
  assertEquals(sumOf(values).total().toString(), "99999.9999999999");
});

Deno.test("exact decimals may be added too, and a sum can go on after it was asked for", () => {
  const sum = sumOf([0.25, Decimal.parse("0.00000000000000000001")]);
  assertEquals(sum.total().toString(), "0.25000000000000000001");
  sum.add(0.75);
  assertEquals([sum.total().toString(), sum.count], ["1.00000000000000000001", 3]);
});
