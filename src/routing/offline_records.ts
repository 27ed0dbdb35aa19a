import { UserError } from "../base/mod.ts";
import { type Catalog, type EmbeddedFacts, embeddedFacts, endpointOfModel, parseEndpointKey } from "../catalog/mod.ts";
import { endpointOf, findProvider } from "../provider/mod.ts";
import type {
  Capabilities,
  CapabilityName,
  Endpoint,
  EndpointKey,
  EndpointRecord,
  ProviderAdapter,
} from "../spec/mod.ts";
import { isSoldAt } from "./_is_sold.ts";
import { offlineCatalog } from "./_offline_catalog.ts";
import { unlistedRecord } from "./_unlisted_record.ts";

/** Where records are looked up. */
export interface OfflineRecordsOptions {
  /** The SQLite file; the user's own where there is one, else what ships alone. It is never made. */
  readonly store?: string;
  /** Looks environment variables up; the process's own unless given. */
  readonly env?: (name: string) => string | undefined;
}

/** What of an endpoint says which record is its. */
export type SoughtEndpoint = Pick<Endpoint, "key" | "model" | "provider" | "kind" | "wireModel" | "baseUrl">;

/**
 * What the catalog knows of endpoints, without a call: of the very endpoint where a list has it, else of the model where
 * this provider sells it; of a router that picks an endpoint, what any of its endpoints can do. An endpoint of which
 * nothing is known is not in the answer, nor is one whose server is another than its provider's own, or which sends
 * another name of the model than the lists know.
 *
 * @throws {UserError} when the store was written by a newer Tapedeck.
 *
 * @example What ships
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { endpointOf, findProvider, offlineRecords } from "@tapedeck/tapedeck";
 *
 * const endpoint = endpointOf(findProvider("openai"), { model: "openai/gpt-4o-mini" });
 * const records = await offlineRecords([endpoint], { store: ":memory:" });
 * assertEquals(records.get(endpoint.key)?.maxOutputTokens, 16_384);
 * ```
 */
export async function offlineRecords(
  endpoints: readonly SoughtEndpoint[],
  { store, env = (name) => Deno.env.get(name) }: OfflineRecordsOptions = {},
): Promise<ReadonlyMap<EndpointKey, EndpointRecord>> {
  const records = new Map<EndpointKey, EndpointRecord>();
  // Whoever runs a server of their own knows what is on it, whatever name they gave it.
  const own = endpoints.filter(isSoldAt);
  if (own.length === 0) return records;
  using catalog = await offlineCatalog({ store, env });
  const facts = embeddedFacts();
  for (const endpoint of own) {
    const record = await recordOf(endpoint, { catalog, facts });
    if (record === null) continue;
    const { key, model, provider } = endpoint;
    const capabilities = await withSight(record.capabilities, model, catalog);
    records.set(key, { ...record, key, provider, capabilities });
  }
  return records;
}

async function recordOf(
  { key, model, provider, kind = provider, wireModel }: SoughtEndpoint,
  { catalog, facts }: { readonly catalog: Catalog; readonly facts: EmbeddedFacts },
): Promise<EndpointRecord | null> {
  const row = findProvider(kind);
  const tag = parseEndpointKey(key)?.tag ?? null;
  const listed = (await listedOf(model, catalog)).filter((record) => record.provider === row.key);
  const same = listed.find((record) => record.tag === tag);
  if (same !== undefined) return same.wireModel === wireModel ? same : null;
  // A tag names one serving of several: what another one can do is not its own.
  if (tag !== null) return null;
  if (listed.length > 0) return listed.every((record) => record.wireModel === wireModel) ? anyOf(listed) : null;
  return await modelRecord(model, { row, wireModel, catalog }) ?? await directRecord(model, { row, wireModel, facts });
}

/** Lists of endpoints do not tell who takes images; what a model is made for holds wherever it is served. */
async function withSight(capabilities: Capabilities, model: string, catalog: Catalog): Promise<Capabilities> {
  if (capabilities.images !== "uncertain") return capabilities;
  const known = await catalog.model(model, { network: false });
  const told = known.kind === "found" ? known.records.flatMap((one) => one.inputModalities ?? []) : [];
  return told.length > 0 && !told.includes("image") ? { ...capabilities, images: "no" } : capabilities;
}

async function listedOf(model: string, catalog: Catalog): Promise<readonly EndpointRecord[]> {
  try {
    return (await catalog.endpoints(model, { network: false })).endpoints;
  } catch (error) {
    // A model that no list has has no facts.
    if (error instanceof UserError) return [];
    throw error;
  }
}

interface Served {
  readonly row: ProviderAdapter;
  readonly wireModel: string;
}

/** A model that a router's list has and of whose endpoints none is known. */
async function modelRecord(
  model: string,
  { row, wireModel, catalog }: Served & { readonly catalog: Catalog },
): Promise<EndpointRecord | null> {
  const known = await catalog.model(model, { network: false });
  const own = known.kind === "found" ? known.records.find(({ provider }) => provider === row.key) : undefined;
  if (own === undefined || own.wireModel !== wireModel) return null;
  // The longest answer in a router's list is that of its first endpoint.
  return { ...endpointOfModel(own, { isRouter: true }), maxOutputTokens: null };
}

/** A model at a provider whose list nobody has, where other lists know that it sells it. */
async function directRecord(
  model: string,
  { row, wireModel, facts }: Served & { readonly facts: EmbeddedFacts },
): Promise<EndpointRecord | null> {
  const unlisted = unlistedRecord(wireModel, row.key);
  if (unlisted === null) return null;
  const isUsual = endpointOf(row, { model }).wireModel === wireModel;
  const [known] = await facts.enrich([isUsual ? { ...unlisted, key: model } : unlisted]);
  return known.price === null ? null : { ...endpointOfModel(known, { isRouter: false }), wireModel };
}

/** What some of the endpoints can do that a router picks from: what none of them can, it cannot. */
function anyOf(records: readonly EndpointRecord[]): EndpointRecord {
  const names = Object.keys(records[0].capabilities) as CapabilityName[];
  const fact = (name: CapabilityName) =>
    records.every(({ capabilities }) => capabilities[name] === "no") ? "no" as const : "uncertain" as const;
  const fields = records.map(({ parameters }) => parameters);
  return {
    ...records[0],
    tag: null,
    quantization: null,
    contextTokens: most(records.map(({ contextTokens }) => contextTokens)),
    maxInputTokens: null,
    maxOutputTokens: most(records.map(({ maxOutputTokens }) => maxOutputTokens)),
    parameters: fields.some((list) => list === null || list.length === 0)
      ? null
      : [...new Set(fields.flatMap((list) => list!))],
    capabilities: Object.fromEntries(names.map((name) => [name, fact(name)])) as unknown as Capabilities,
    price: null,
    status: null,
    ttftMs: null,
    outputTps: null,
    extra: {},
  };
}

/** `null` where one of them is unknown. */
function most(numbers: readonly (number | null)[]): number | null {
  return numbers.some((one) => one === null) ? null : Math.max(...numbers as number[]);
}
