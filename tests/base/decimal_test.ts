import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../src/base/mod.ts";

const decimals = () =>
  fc.tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 25 }))
    .map(([units, scale]) => Decimal.parse(`${units}e-${scale}`));
const d = (text: string) => Decimal.parse(text);

Deno.test("decimals read and print plain notation and exponents", () => {
  const cases = [["0.10", "0.1"], ["-0", "0"], ["3E-7", "0.0000003"], ["1e3", "1000"], ["+1.50e+1", "15"], [
    "007",
    "7",
  ]];
  for (const [text, printed] of cases) assertEquals(d(text).toString(), printed);
  assertEquals(d("0.00000100000000000000000015").toString(), "0.00000100000000000000000015");
});

Deno.test("what is no decimal is refused by its text", () => {
  for (const text of ["", ".", "1.", ".5", "1,5", "0x1", "NaN", "Infinity", "1e99999"]) {
    assertThrows(() => d(text), SyntaxError, `"${text}"`);
  }
  assertThrows(() => Decimal.fromNumber(NaN), SyntaxError);
  assertThrows(() => Decimal.fromInteger(0.5), RangeError);
});

Deno.test("sums and products are exact", () => {
  assertEquals(d("0.1").plus(d("0.2")).toString(), "0.3");
  fc.assert(fc.property(decimals(), decimals(), decimals(), (a, b, c) => {
    assertEquals(a.plus(b).minus(b).compare(a), 0);
    assertEquals(a.plus(b).times(c).compare(a.times(c).plus(b.times(c))), 0);
    assertEquals(Decimal.parse(a.toString()).compare(a), 0);
  }));
});

Deno.test("division and rounding are half to even", () => {
  const rounded = (text: string, scale: number) => d(text).round(scale).toString();
  assertEquals(["0.5", "1.5", "2.5", "-0.5", "-1.5", "2.51"].map((text) => rounded(text, 0)), [
    "0",
    "2",
    "2",
    "0",
    "-2",
    "3",
  ]);
  assertEquals(rounded("1.005", 2), "1");
  assertEquals(d("1").dividedBy(d("3"), 5).toString(), "0.33333");
  assertEquals(d("2").dividedBy(d("-3"), 5).toString(), "-0.66667");
  assertEquals(d("1").dividedBy(d("0.008"), 0).toString(), "125");
  assertThrows(() => d("1").dividedBy(d("0.0"), 2), RangeError, "divisor is zero");
});

Deno.test("a quotient is within half a unit of the last place", () => {
  fc.assert(fc.property(decimals(), decimals(), fc.integer({ min: 0, max: 20 }), (a, b, scale) => {
    if (b.compare(d("0")) === 0) return;
    const error = a.dividedBy(b, scale).times(b).minus(a);
    const bound = b.times(d(`0.5e-${scale}`));
    assertEquals(error.times(error).compare(bound.times(bound)) <= 0, true);
  }));
});

Deno.test("a number becomes the decimal that it prints as", () => {
  assertEquals(Decimal.fromNumber(0.1).toString(), "0.1");
  assertEquals(Decimal.fromNumber(1e-7).toString(), "0.0000001");
  assertEquals(d("0.25").toNumber(), 0.25);
});

Deno.test("a decimal shows its number where values are shown", () => {
  assertEquals(Deno.inspect([Decimal.parse("0.10")]), "[ Decimal(0.1) ]");
});
