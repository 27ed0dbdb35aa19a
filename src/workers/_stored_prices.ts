import type { CatalogPrice } from "../routing/mod.ts";
import type { JsonValue } from "../spec/mod.ts";
import type { PriceLookup } from "../sweep/mod.ts";
import type { StoredPrice } from "./_plan_store.ts";

/** Looks prices up among those that a run's coordinator has found. */
export function storedPrices(prices: readonly StoredPrice[]): PriceLookup {
  const known = new Map(prices.map(({ endpoint, price, origin }) => [endpoint, { price, origin } as unknown]));
  return (endpoints) =>
    Promise.resolve(
      new Map(endpoints.flatMap(({ key }) => known.has(key) ? [[key, known.get(key) as CatalogPrice]] : [])),
    );
}

/** Prices that were looked up, to be stored. */
export function pricesToStore(found: ReadonlyMap<string, CatalogPrice>): StoredPrice[] {
  return Array.from(found, ([endpoint, { price, origin }]) => ({
    endpoint,
    price: price as unknown as JsonValue,
    origin: origin as unknown as JsonValue,
  }));
}
