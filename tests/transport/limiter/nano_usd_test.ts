import { assert, assertEquals, assertGreaterOrEqual, assertThrows } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { nanoUsd, nanoUsdLimit, usdText } from "../../../src/transport/limiter/_nano_usd.ts";

const NANO = Decimal.fromInteger(1_000_000_000);
const ONE = Decimal.fromInteger(1);

/** Any amount up to a million dollars with up to 25 digits behind the point, written in any way. */
const amount = fc.record({
  units: fc.bigInt({ min: 0n, max: 10n ** 15n }),
  scale: fc.integer({ min: 9, max: 25 }),
  plain: fc.boolean(),
}).map(({ units, scale, plain }) => {
  const exponent = `${units}E-${scale}`;
  return plain ? Decimal.parse(exponent).toString() : exponent;
});

Deno.test("what a call costs is rounded up, by one billionth of a dollar at most beyond the next", () => {
  fc.assert(
    fc.property(amount, (text) => {
      const counted = Decimal.fromInteger(nanoUsd(text));
      const exact = Decimal.parse(text).times(NANO);
      assert(counted.compare(exact) >= 0, `${text} counts ${counted}`);
      assert(counted.minus(exact).minus(ONE).compare(ONE) < 0, `${text} counts ${counted}`);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("amounts with nine digits behind the point are exact", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 13 }), (nano) => {
    const text = usdText(nano);
    assertEquals([nanoUsd(text), nanoUsdLimit(text)], [nano, nano]);
  }));
});

Deno.test("a limit is rounded down, however large it is", () => {
  fc.assert(fc.property(amount, (text) => {
    assertGreaterOrEqual(Decimal.parse(text).times(NANO).compare(Decimal.fromInteger(nanoUsdLimit(text))), 0);
  }));
  assertEquals(nanoUsdLimit("123456.0000000019"), 123_456_000_000_001);
  assertEquals(nanoUsd("123456.0000000019"), 123_456_000_000_002);
});

Deno.test("a cost below nothing counts as none", () =>
  assertEquals([nanoUsd("-1"), nanoUsd("0"), nanoUsd("0.00")], [0, 0, 0]));

Deno.test("what is no number is an error", () => {
  assertThrows(() => nanoUsd("free"), SyntaxError);
  assertThrows(() => nanoUsdLimit("10 USD"), SyntaxError);
});
