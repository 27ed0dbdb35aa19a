import { UserError } from "../base/mod.ts";
import { type Catalog, priceOriginOf } from "../catalog/mod.ts";
import type { Endpoint, EndpointKey, EndpointRecord, ModelRecord, Price, PriceOrigin } from "../spec/mod.ts";
import { embeddedFacts } from "./_embedded_facts.ts";
import { isSold } from "./_is_sold.ts";
import { offlineCatalog } from "./_offline_catalog.ts";
import { unlistedRecord } from "./_unlisted_record.ts";

/** A price that the catalog knows. */
export interface CatalogPrice {
  /** What the endpoint charges. */
  readonly price: Price;
  /** Whose price it is and of when. */
  readonly origin: PriceOrigin;
}

/** Where prices are looked up. */
export interface CatalogPricesOptions {
  /** The SQLite file; the user's own where there is one, else what ships alone. It is never made. */
  readonly store?: string;
  /** Looks environment variables up; the process's own unless given. */
  readonly env?: (name: string) => string | undefined;
}

/**
 * What the catalog says that endpoints charge, without a call: of the very endpoint where a list has it, else of the
 * model where this provider is its seller, or the router that picks an endpoint. An endpoint of which neither is known,
 * and one whose server is one's own, is not in the answer.
 *
 * @throws {UserError} when the store was written by a newer Tapedeck.
 *
 * @example What ships
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { catalogPrices, endpointOf, findProvider } from "@tapedeck/tapedeck";
 *
 * const endpoint = endpointOf(findProvider("openai"), { model: "openai/gpt-4o-mini" });
 * const prices = await catalogPrices([endpoint], { store: ":memory:" });
 * assertEquals(prices.get(endpoint.key)?.origin, { source: "model", asOf: "2026-08-01T00:00:00Z" });
 * ```
 */
export async function catalogPrices(
  endpoints: readonly Pick<Endpoint, "key" | "model" | "provider">[],
  { store, env = (name) => Deno.env.get(name) }: CatalogPricesOptions = {},
): Promise<ReadonlyMap<EndpointKey, CatalogPrice>> {
  const prices = new Map<EndpointKey, CatalogPrice>();
  const sold = endpoints.filter(({ provider }) => isSold(provider));
  if (sold.length === 0) return prices;
  using catalog = await offlineCatalog({ store, env });
  for (const endpoint of sold) {
    const record = await recordOf(endpoint, catalog);
    if (record === null || record.price === null) continue;
    prices.set(endpoint.key, { price: record.price, origin: priceOriginOf(record) });
  }
  return prices;
}

async function recordOf(
  { key, model, provider }: Pick<Endpoint, "key" | "model" | "provider">,
  catalog: Catalog,
): Promise<EndpointRecord | ModelRecord | null> {
  const listed = (await endpointsOf(model, catalog)).find((record) => record.key === key && record.price !== null);
  // A tag names one serving of several: the price of another one is not its own.
  if (listed !== undefined || key !== `${model}@${provider}`) return listed ?? null;
  const known = await catalog.model(model, { network: false });
  const own = known.kind === "found" ? known.records.find((record) => record.provider === provider) : undefined;
  if (own?.key === model && own.price !== null) return own;
  const unlisted = unlistedRecord(model, provider);
  if (unlisted === null) return null;
  const [filled] = await embeddedFacts().enrich([{ ...unlisted, key: model }]);
  return filled;
}

async function endpointsOf(model: string, catalog: Catalog): Promise<readonly EndpointRecord[]> {
  try {
    return (await catalog.endpoints(model, { network: false })).endpoints;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
