import { Decimal } from "../../base/mod.ts";

const MILLION = Decimal.fromInteger(1_000_000);

/**
 * A rate per token as price lists print it: in US dollars per million tokens. An exact decimal string, with every digit
 * that the rate has.
 *
 * @throws {SyntaxError} when the rate is no decimal number.
 *
 * @example What a price list prints
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { perMillion } from "@tapedeck/tapedeck";
 *
 * assertEquals(perMillion("0.00000015"), "0.15");
 * ```
 */
export function perMillion(usdPerToken: string): string {
  return Decimal.parse(usdPerToken).times(MILLION).toString();
}
