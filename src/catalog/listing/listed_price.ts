import { perMillion } from "../cost/per_million.ts";
import { perThousand } from "../cost/per_thousand.ts";
import type { Price } from "../../spec/mod.ts";

/** What tokens cost, as price lists print it: exact decimal strings of US dollars. */
export interface ListedPrice {
  /** Per thousand tokens. */
  readonly perThousand: { readonly inputUsd: string; readonly outputUsd: string };
  /** Per million tokens. */
  readonly perMillion: { readonly inputUsd: string; readonly outputUsd: string };
}

/**
 * A price per thousand and per million tokens, with every digit that it has. `null` where it is unknown, or where the
 * hour is paid for and not the token.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { listedPrice } from "@tapedeck/tapedeck";
 *
 * const price = listedPrice({ kind: "tokens", inputUsd: "0.00000015", outputUsd: "0.0000006" });
 * assertEquals(price?.perMillion, { inputUsd: "0.15", outputUsd: "0.6" });
 * assertEquals(price?.perThousand, { inputUsd: "0.00015", outputUsd: "0.0006" });
 * ```
 */
export function listedPrice(price: Price | null): ListedPrice | null {
  if (price === null || price.kind !== "tokens") return null;
  const { inputUsd, outputUsd } = price;
  return {
    perThousand: { inputUsd: perThousand(inputUsd), outputUsd: perThousand(outputUsd) },
    perMillion: { inputUsd: perMillion(inputUsd), outputUsd: perMillion(outputUsd) },
  };
}
