import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { type PriceUnit, usdPerToken } from "../../../src/catalog/importers/_price_units.ts";

const FACTORS: readonly (readonly [PriceUnit, string])[] = [
  ["usd_per_token", "1"],
  ["usd_per_million", "1000000"],
  ["cents_per_token", "100"],
  ["cents_per_100_million", "10000000000"],
];

const price = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 20n }), fc.nat({ max: 25 })).map(([units, scale]) => {
  const digits = units.toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? whole : `${whole}.${digits.slice(digits.length - scale)}`;
});

for (const [unit, factor] of FACTORS) {
  Deno.test(`prices in ${unit} are converted exactly: the other way round gives them back`, () => {
    fc.assert(fc.property(price, (text) => {
      const usd = Decimal.parse(usdPerToken(text, unit)!);
      assertEquals(usd.times(Decimal.parse(factor)).compare(Decimal.parse(text)), 0);
    }));
  });
}

Deno.test("a number counts as what it prints as", () => {
  assertEquals(usdPerToken(3e-7, "usd_per_token"), "0.0000003");
  assertEquals(usdPerToken(0.1, "usd_per_million"), "0.0000001");
  assertEquals(usdPerToken(0.00012, "cents_per_token"), "0.0000012");
  assertEquals(usdPerToken(12500, "cents_per_100_million"), "0.00000125");
  assertEquals(usdPerToken("3E-7", "usd_per_token"), "0.0000003");
});

Deno.test("what is no number is no price, and neither is one with absurd digits", () => {
  for (const value of ["", " ", "free", "0x10", "1,5", NaN, Infinity, null, true, [], {}, "1e999", "1e-999"]) {
    assertEquals(usdPerToken(value as never, "usd_per_token"), null, String(value));
  }
});

Deno.test("any text gives a plain decimal or nothing", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const usd = usdPerToken(text, "usd_per_token");
    assertEquals(usd === null || /^-?\d+(\.\d+)?$/.test(usd), true);
  }));
});
