import { UserError } from "../../base/mod.ts";
import type { Catalog } from "../../catalog/mod.ts";
import type { Attempt, Endpoint, EndpointKey, EndpointRecord, ModelKey } from "../../spec/mod.ts";
import { catalogPrices } from "../catalog_prices.ts";
import type { CandidateFacts } from "../eligibility/mod.ts";
import { isSold } from "../_is_sold.ts";
import { offlineCatalog } from "../_offline_catalog.ts";

/** Where facts are looked up, and of whom. */
export interface CatalogFactsOptions {
  /** Whether endpoints at which nothing was recorded are among them. */
  readonly all?: boolean;
  /** Of the providers as the user has set them up; those of the table alone unless given. It stays the caller's. */
  readonly catalog?: Catalog;
  /** The SQLite file; the user's own where there is one, else what ships alone. It is never made. */
  readonly store?: string;
  /** Looks environment variables up; the process's own unless given. */
  readonly env?: (name: string) => string | undefined;
}

type Place = Pick<Endpoint, "key" | "model" | "provider">;

/**
 * What the catalog knows today of the endpoints of some rows, without a call, as `counterfactual` takes it. Endpoints of
 * servers of one's own are among them where `catalog` has them, and else are known by their rows alone.
 *
 * @throws {UserError} when the store was written by a newer Tapedeck.
 */
export async function catalogFacts(
  rows: Iterable<Pick<Attempt, "endpoint" | "model" | "provider">>,
  { all = false, catalog, store, env = (name) => Deno.env.get(name) }: CatalogFactsOptions = {},
): Promise<Pick<CandidateFacts, "endpoint" | "record">[]> {
  const seen = new Map<EndpointKey, Place>();
  for (const { endpoint: key, model, provider } of rows) {
    if (!seen.has(key)) seen.set(key, { key, model, provider });
  }
  if (seen.size === 0) return [];
  const records = await knownRecords([...seen.values()], { catalog, store, env });
  const recorded = new Map([...seen].filter(([key, { provider }]) => isSold(provider) || records.has(key)));
  const places = all ? [...recorded.values(), ...records.values()] : [...recorded.values()];
  const unique = new Map(places.map(({ key, model, provider }) => [key, { key, model, provider }]));
  // What is declared, and what another server than the provider's own has, is known by its record alone.
  const elsewhere = new Set(catalog?.providers.flatMap(({ key, origin }) => origin === null ? [key] : []));
  const sold = [...unique.values()].filter(({ key, provider }) =>
    records.get(key)?.tier !== "config" && !elsewhere.has(provider)
  );
  const prices = await catalogPrices(sold, { ...(store === undefined ? {} : { store }), env });
  return [...unique.values()].map((place) => ({
    endpoint: {
      ...place,
      baseUrl: "",
      wireModel: place.model,
      wire: "",
      price: prices.get(place.key)?.price ?? records.get(place.key)?.price ?? null,
      credential: null,
    },
    record: records.get(place.key) ?? null,
  }));
}

interface KnownBy {
  readonly catalog: Catalog | undefined;
  readonly store: string | undefined;
  readonly env: (name: string) => string | undefined;
}

async function knownRecords(
  places: readonly Place[],
  { catalog, store, env }: KnownBy,
): Promise<ReadonlyMap<EndpointKey, EndpointRecord>> {
  if (catalog !== undefined) return await recordsOf(places, catalog);
  using opened = await offlineCatalog({ store, env });
  return await recordsOf(places, opened);
}

async function recordsOf(
  places: readonly Place[],
  catalog: Catalog,
): Promise<ReadonlyMap<EndpointKey, EndpointRecord>> {
  const records = new Map<EndpointKey, EndpointRecord>();
  for (const model of new Set(places.map((place) => place.model))) {
    for (const record of await endpointsOf(model, catalog)) records.set(record.key, record);
  }
  return records;
}

async function endpointsOf(model: ModelKey, catalog: Catalog): Promise<readonly EndpointRecord[]> {
  try {
    return (await catalog.endpoints(model, { network: false })).endpoints;
  } catch (error) {
    // A model that no list has has no facts.
    if (error instanceof UserError) return [];
    throw error;
  }
}
