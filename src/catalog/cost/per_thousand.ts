import { Decimal } from "../../base/mod.ts";

const THOUSAND = Decimal.fromInteger(1_000);

/**
 * A rate per token in US dollars per thousand tokens. An exact decimal string, with every digit that the rate has.
 *
 * @throws {SyntaxError} when the rate is no decimal number.
 *
 * @example Scientific notation is read, and not written
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { perThousand } from "@tapedeck/tapedeck";
 *
 * assertEquals(perThousand("3E-7"), "0.0003");
 * ```
 */
export function perThousand(usdPerToken: string): string {
  return Decimal.parse(usdPerToken).times(THOUSAND).toString();
}
