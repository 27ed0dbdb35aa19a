import type { Tape } from "../cassette/mod.ts";
import type { CatalogPrice } from "../routing/mod.ts";
import type { Endpoint, EndpointKey, JsonValue } from "../spec/mod.ts";
import type { PriceLookup } from "./price_lookup.ts";
import type { RunPrice } from "./run_price.ts";

/** Under which the tape keeps the prices of a run. */
const SCOPE = "prices";
const REASON = "The plan gives no price: it is the catalog's";

/** Prices of the catalog, which is loaded only where a plan leaves a price out. */
export const lookUpInCatalog: PriceLookup = async (endpoints) => {
  const { catalogPrices } = await import("../routing/mod.ts");
  return await catalogPrices(endpoints);
};

/** The endpoints with the prices that were looked up for those without one. */
export async function withCatalogPrices(
  endpoints: ReadonlyMap<EndpointKey, Endpoint>,
  lookUp: PriceLookup,
): Promise<ReadonlyMap<EndpointKey, Endpoint>> {
  const unpriced = [...endpoints.values()].filter(({ price }) => price === null);
  const found = unpriced.length === 0 ? new Map<EndpointKey, CatalogPrice>() : await lookUp(unpriced);
  return new Map([...endpoints].map(([key, endpoint]) => [key, priced(endpoint, found.get(key))]));
}

/**
 * The endpoints with the prices that the tape keeps. What was looked up is decided when it is first used: a replay reads
 * it back, so that it gives the costs of its recording whatever a list says by then.
 */
export async function withKeptPrices(
  endpoints: ReadonlyMap<EndpointKey, Endpoint>,
  tape: Tape,
): Promise<ReadonlyMap<EndpointKey, Endpoint>> {
  const kept = new Map<EndpointKey, Endpoint>();
  for (const [key, endpoint] of endpoints) {
    const { price, priceOrigin } = endpoint;
    const isUsers = price !== null && priceOrigin === undefined;
    const isUnknown = price === null && tape.mode !== "replay";
    if (isUsers || isUnknown) {
      kept.set(key, endpoint);
      continue;
    }
    const choice = { price, origin: priceOrigin } as unknown as JsonValue;
    const decision = await tape.decide(SCOPE, key, () => ({ choice, reason: REASON }));
    kept.set(key, priced(endpoint, decision?.choice as unknown as CatalogPrice | undefined));
  }
  return kept;
}

/** Whose prices are not the plan's own. */
export function runPrices(endpoints: ReadonlyMap<EndpointKey, Endpoint>): RunPrice[] {
  return [...endpoints.values()].flatMap(({ key, priceOrigin }) =>
    priceOrigin === undefined || priceOrigin.source === "user"
      ? []
      : [{ endpoint: key, source: priceOrigin.source, asOf: priceOrigin.asOf }]
  );
}

function priced(endpoint: Endpoint, found: CatalogPrice | undefined): Endpoint {
  return found === undefined ? endpoint : { ...endpoint, price: found.price, priceOrigin: found.origin };
}
