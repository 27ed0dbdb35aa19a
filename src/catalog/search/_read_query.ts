import { Decimal } from "../../base/mod.ts";
import type { ModelFilters } from "./model_filters.ts";

/** `<3`, `<$0.15` */
const PRICE = /^<=?\$?(\d+(?:\.\d+)?)$/;

/** What a query says: words to look for, and a bound on the price among them. */
export function readQuery(query: string): { readonly words: string; readonly filters: ModelFilters } {
  const words: string[] = [];
  let most: string | undefined;
  for (const word of query.split(/\s+/)) {
    const price = PRICE.exec(word)?.[1];
    if (price === undefined) words.push(word);
    else if (most === undefined || Decimal.parse(price).compare(Decimal.parse(most)) < 0) most = price;
  }
  return { words: words.join(" ").trim(), filters: most === undefined ? {} : { maxInputUsdPerMillion: most } };
}
