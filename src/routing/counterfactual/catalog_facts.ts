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
  /** The SQLite file; the user's own where there is one, else what ships alone. It is never made. */
  readonly store?: string;
  /** Looks environment variables up; the process's own unless given. */
  readonly env?: (name: string) => string | undefined;
}

type Place = Pick<Endpoint, "key" | "model" | "provider">;

/**
 * What the catalog knows today of the endpoints of some rows, without a call, as `counterfactual` takes it. Endpoints of
 * servers of one's own are known by their rows alone and are not among them.
 *
 * @throws {UserError} when the store was written by a newer Tapedeck.
 */
export async function catalogFacts(
  rows: Iterable<Pick<Attempt, "endpoint" | "model" | "provider">>,
  { all = false, store, env = (name) => Deno.env.get(name) }: CatalogFactsOptions = {},
): Promise<Pick<CandidateFacts, "endpoint" | "record">[]> {
  const recorded = new Map<EndpointKey, Place>();
  for (const { endpoint: key, model, provider } of rows) {
    if (!recorded.has(key) && isSold(provider)) recorded.set(key, { key, model, provider });
  }
  if (recorded.size === 0) return [];
  const records = await recordsOf([...recorded.values()], { store, env });
  const places = all ? [...recorded.values(), ...records.values()] : [...recorded.values()];
  const unique = new Map(places.map(({ key, model, provider }) => [key, { key, model, provider }]));
  const prices = await catalogPrices([...unique.values()], { ...(store === undefined ? {} : { store }), env });
  return [...unique.values()].map((place) => ({
    endpoint: {
      ...place,
      baseUrl: "",
      wireModel: place.model,
      wire: "",
      price: prices.get(place.key)?.price ?? null,
      credential: null,
    },
    record: records.get(place.key) ?? null,
  }));
}

async function recordsOf(
  places: readonly Place[],
  { store, env }: { readonly store: string | undefined; readonly env: (name: string) => string | undefined },
): Promise<ReadonlyMap<EndpointKey, EndpointRecord>> {
  using catalog = await offlineCatalog({ store, env });
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
