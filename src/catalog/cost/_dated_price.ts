import type { Endpoint, EndpointRecord, ModelRecord, PriceOrigin } from "../../spec/mod.ts";
import { priceOriginOf } from "../enrich.ts";
import type { DatedPrice } from "./_price_call.ts";
import type { Priced } from "./priced.ts";

const USER: PriceOrigin = { source: "user", asOf: null };

/** Its price and where that comes from; `null` where it has none. A price by itself is the user's own. */
export function datedPrice(priced: Priced): DatedPrice | null {
  if (!("price" in priced)) return { price: priced, origin: USER };
  const { price } = priced;
  return price === null ? null : { price, origin: originOf(priced) };
}

function originOf(priced: ModelRecord | EndpointRecord | Endpoint): PriceOrigin {
  if ("baseUrl" in priced) return priced.priceOrigin ?? USER;
  return priceOriginOf(priced);
}
