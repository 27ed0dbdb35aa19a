import { UserError } from "../base/mod.ts";
import {
  type Catalog,
  type EmbeddedFacts,
  embeddedFacts,
  parseEndpointKey,
  priceOriginOf,
  printEndpointKey,
} from "../catalog/mod.ts";
import { providerRows } from "../provider/mod.ts";
import type { Endpoint, EndpointKey, EndpointRecord, ModelRecord, Price, PriceOrigin } from "../spec/mod.ts";
import { isSoldAt, type SoldEndpoint } from "./_is_sold.ts";
import { offlineCatalog, type PlacedServer } from "./_offline_catalog.ts";
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
 * model where this provider is its seller, or the router that picks an endpoint. That holds at the provider's own server,
 * by whatever name it is set up. Any other server, a mirror that goes by the provider's name too, charges what its own list
 * said when it was last fetched: nobody else knows. An endpoint of which nothing is known is not in the answer.
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
  endpoints: readonly (Pick<Endpoint, "key" | "model" | "provider" | "kind"> & Partial<Pick<Endpoint, "baseUrl">>)[],
  { store, env = (name) => Deno.env.get(name) }: CatalogPricesOptions = {},
): Promise<ReadonlyMap<EndpointKey, CatalogPrice>> {
  const prices = new Map<EndpointKey, CatalogPrice>();
  const sought = endpoints.flatMap((endpoint) => soughtOf(endpoint) ?? []);
  if (sought.length === 0) return prices;
  const facts = embeddedFacts();
  const servers = Map.groupBy(sought, ({ server }) => server === null ? "" : `${server.name} ${server.baseUrl}`);
  for (const group of servers.values()) {
    const [{ server }] = group;
    using catalog = await offlineCatalog({ store, env, server, facts });
    for (const { asked, as } of group) {
      const record = server === null ? await recordOf(as, { catalog, facts }) : await ownRecord(as, catalog);
      if (record === null || record.price === null) continue;
      prices.set(asked, { price: record.price, origin: priceOriginOf(record) });
    }
  }
  return prices;
}

/** An endpoint whose price is looked up. */
type PricedEndpoint = Pick<Endpoint, "key" | "model"> & SoldEndpoint;

/** What an endpoint is looked up as. */
interface Sought {
  readonly asked: EndpointKey;
  readonly as: Pick<Endpoint, "key" | "model" | "provider">;
  /** Where it is; `null`: at its provider's own. */
  readonly server: PlacedServer | null;
}

/** `null`: no list can have it. */
function soughtOf(endpoint: PricedEndpoint): Sought | null {
  const { key, model, provider, kind = provider, baseUrl } = endpoint;
  if (isSoldAt(endpoint)) {
    const parts = parseEndpointKey(key);
    const listed = parts === null || kind === provider ? key : printEndpointKey({ ...parts, provider: kind });
    return { asked: key, as: { key: listed, model, provider: kind }, server: null };
  }
  const row = providerRows.find((one) => one.key === kind);
  if (row === undefined || baseUrl === undefined) return null;
  return { asked: key, as: { key, model, provider }, server: { name: provider, kind: row, baseUrl } };
}

/** What a server's own list says: nobody else knows what it charges. */
async function ownRecord(
  { key, model, provider }: Pick<Endpoint, "key" | "model" | "provider">,
  catalog: Catalog,
): Promise<ModelRecord | null> {
  if (key !== `${model}@${provider}`) return null;
  const known = await catalog.model(model, { network: false });
  return known.kind === "found" ? known.records.find((record) => record.provider === provider) ?? null : null;
}

async function recordOf(
  endpoint: Pick<Endpoint, "key" | "model"> & SoldEndpoint,
  { catalog, facts }: { readonly catalog: Catalog; readonly facts: EmbeddedFacts },
): Promise<EndpointRecord | ModelRecord | null> {
  const { model, kind: provider = endpoint.provider } = endpoint;
  // Lists know it by the name of its kind.
  const key = endpoint.key.replace(`@${endpoint.provider}`, `@${provider}`);
  const listed = (await endpointsOf(model, catalog)).find((record) => record.key === key && record.price !== null);
  // A tag names one serving of several: the price of another one is not its own.
  if (listed !== undefined || key !== `${model}@${provider}`) return listed ?? null;
  const known = await catalog.model(model, { network: false });
  const own = known.kind === "found" ? known.records.find((record) => record.provider === provider) : undefined;
  if (own?.key === model && own.price !== null) return own;
  const unlisted = unlistedRecord(model, provider);
  if (unlisted === null) return null;
  const [filled] = await facts.enrich([{ ...unlisted, key: model }]);
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
