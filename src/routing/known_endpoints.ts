import { UserError } from "../base/mod.ts";
import { type Catalog, embeddedFacts, endpointOfModel } from "../catalog/mod.ts";
import { endpointOf, providerRows } from "../provider/mod.ts";
import type { EndpointRecord, ModelKey, ModelRecord, ProviderKey } from "../spec/mod.ts";
import { isSold } from "./_is_sold.ts";
import { offlineCatalog } from "./_offline_catalog.ts";
import { offlineRecords, type SoughtEndpoint } from "./offline_records.ts";
import { unlistedRecord } from "./_unlisted_record.ts";

/** Options of {@linkcode knownEndpoints}. */
export interface KnownEndpointsOptions {
  /** Which models are looked for; all unless given. */
  readonly model?: (key: ModelKey) => boolean;
  /** Which providers are looked for; all unless given. */
  readonly provider?: (key: ProviderKey) => boolean;
  /**
   * Whether each serving behind a router is an endpoint of its own (`@openrouter/deepinfra/fp8`), with its own facts. Else
   * there is one for each router, with what its list says of the model.
   */
  readonly tagged?: boolean;
  /** The SQLite file; the user's own where there is one, else what ships alone. It is never made. */
  readonly store?: string;
  /** Looks environment variables up; the process's own unless given. */
  readonly env?: (name: string) => string | undefined;
}

/** What the catalog knows of endpoints, without a call. */
export interface KnownEndpoints {
  /** Each once, by the alphabet of their keys. */
  readonly endpoints: readonly EndpointRecord[];
  /** Every chat model of every list, whether it is looked for or not: for hints. */
  readonly models: readonly ModelKey[];
}

/**
 * The endpoints of chat models that the catalog knows without a call: those of its lists, and those of providers without a
 * list that other lists know to sell a model. Models that are no longer to be used, and names that stand for other models,
 * are left out.
 *
 * @throws {UserError} when the store was written by a newer Tapedeck.
 *
 * @example Who serves a model
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { knownEndpoints } from "@tapedeck/tapedeck";
 *
 * const { endpoints } = await knownEndpoints({
 *   model: (key) => key === "openai/gpt-4o-mini",
 *   store: ":memory:",
 * });
 * assertEquals(endpoints.some(({ key }) => key === "openai/gpt-4o-mini@openrouter"), true);
 * ```
 */
export async function knownEndpoints(options: KnownEndpointsOptions = {}): Promise<KnownEndpoints> {
  const { model = () => true, provider = () => true, tagged = false, store, env = (name) => Deno.env.get(name) } =
    options;
  using catalog = await offlineCatalog({ store, env });
  const listed = (await catalog.models({ network: false })).models.filter(isCallable);
  const models = [...new Set(listed.map(({ key }) => key))].sort();
  // What stands behind a colon is the doing of a router.
  const meant = models.filter((key) => !key.includes(":") && model(key));
  const own = listed.filter((record) => model(record.key) && provider(record.provider));
  const found = new Map<string, EndpointRecord>();
  const add = (records: Iterable<EndpointRecord>) => {
    for (const record of records) if (!found.has(record.key)) found.set(record.key, record);
  };
  if (tagged) {
    for (const key of new Set(own.map((record) => record.key))) {
      add((await endpointsOf(key, catalog)).filter((record) => provider(record.provider)));
    }
  } else add(own.map((record) => endpointOfModel(record, { isRouter: false })));
  const lists = new Set(listed.map((record) => record.provider));
  const unlisted = providerRows.filter((row) => !lists.has(row.key) && provider(row.key) && isSold(row.key));
  const sought = await sold(unlisted.flatMap((row) => meant.flatMap((key) => soughtAt(key, row))));
  add((await offlineRecords(sought, { ...(store === undefined ? {} : { store }), env })).values());
  return { endpoints: [...found.values()].sort((a, b) => a.key < b.key ? -1 : 1), models };
}

function isCallable({ kind, aliasOf, deprecated }: ModelRecord): boolean {
  return kind === "chat" && aliasOf === null && !deprecated;
}

async function endpointsOf(model: ModelKey, catalog: Catalog): Promise<readonly EndpointRecord[]> {
  try {
    return (await catalog.endpoints(model, { network: false })).endpoints;
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** Those that other lists know a price of. All are looked up at once: one after the other takes a hundred times as long. */
async function sold(endpoints: readonly SoughtEndpoint[]): Promise<SoughtEndpoint[]> {
  const records = endpoints.map(({ model, provider, wireModel }) => {
    const record = unlistedRecord(wireModel, provider);
    return record === null ? null : { ...record, key: model };
  });
  const known = await embeddedFacts().enrich(records.flatMap((record) => record ?? []));
  const priced = new Set(known.flatMap(({ key, provider, price }) => price === null ? [] : [`${key}@${provider}`]));
  return endpoints.filter(({ model, provider }) => priced.has(`${model}@${provider}`));
}

/** A model at a provider that may sell it. */
function soughtAt(model: ModelKey, row: typeof providerRows[number]): SoughtEndpoint[] {
  try {
    return [endpointOf(row, { model })];
  } catch (error) {
    // A row without an address of its own.
    if (error instanceof UserError) return [];
    throw error;
  }
}
