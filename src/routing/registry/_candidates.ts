import { UserError } from "../../base/mod.ts";
import { type AskOptions, type Catalog, type EmbeddedFacts, parseEndpointKey } from "../../catalog/mod.ts";
import type { Clock, Endpoint, EndpointKey, EndpointRecord, ModelKey, ProviderKey } from "../../spec/mod.ts";
import { directRecord } from "./_direct_record.ts";
import type { Keys } from "./_keys.ts";
import { endpointAt, type KnownEndpoint, knownEndpoint } from "./_known_endpoint.ts";
import { isSomewhere, type ProviderInstance } from "./_provider_instance.ts";

/** Lists are fresh for minutes at least; what is asked for again at once is not read from the store each time. */
const KEPT_MS = 5_000;

/** Where candidates are looked for. */
export interface CandidateSources {
  /** Opened when it is first needed. */
  readonly catalog: () => Promise<Catalog>;
  readonly instances: readonly ProviderInstance[];
  /** Endpoints that the user has declared. */
  readonly custom: readonly KnownEndpoint[];
  /** What ships. */
  readonly facts: EmbeddedFacts;
  readonly keys: Keys;
  readonly clock: Clock;
}

/** Finds the endpoints of models at the providers that there are. */
export class Candidates {
  readonly #sources: CandidateSources;
  readonly #instances: ReadonlyMap<string, ProviderInstance>;
  readonly #seen = new Map<EndpointKey, KnownEndpoint>();
  readonly #kept = new Map<string, { readonly untilMs: number; readonly found: Promise<readonly KnownEndpoint[]> }>();

  constructor(sources: CandidateSources) {
    this.#sources = sources;
    this.#instances = new Map(sources.instances.map((instance) => [instance.name, instance]));
  }

  /**
   * The endpoints of a model, in the order of their keys: those that can be called, and where there are none, or `all`
   * are asked for, those too for which only a key is missing.
   */
  async of(model: ModelKey, { all = false, ...ask }: AskOptions & { readonly all?: boolean } = {}): Promise<
    readonly KnownEndpoint[]
  > {
    const known = await this.#known(model, ask);
    if (all) return known;
    const ready = known.filter(({ instance }) => this.#sources.keys.isCallable(instance));
    return ready.length === 0 ? known : ready;
  }

  /** The one endpoint of a key: what is declared, else what a list has, else what its provider's row makes of it. */
  async pinned(key: EndpointKey, ask: AskOptions = {}): Promise<KnownEndpoint | null> {
    const parts = parseEndpointKey(key);
    if (parts === null) return null;
    const known = await this.#known(parts.model, ask);
    const found = known.find(({ endpoint }) => endpoint.key === key);
    if (found !== undefined) return found;
    const instance = this.#instances.get(parts.provider);
    if (instance === undefined || !isSomewhere(instance)) return null;
    const { model, tag } = parts;
    return { endpoint: endpointAt(instance, { model, ...(tag === null ? {} : { tag }) }), record: null, instance };
  }

  /** The providers of the table, and those that the user has set up. */
  get providerNames(): readonly ProviderKey[] {
    return [...this.#instances.keys()];
  }

  /** Models that the user has declared endpoints of. */
  get ownModels(): readonly ModelKey[] {
    return [...new Set(this.#sources.custom.map(({ endpoint }) => endpoint.model))];
  }

  /** What is known of an endpoint that was found; `null`: nothing. */
  recordOf(key: EndpointKey): EndpointRecord | null {
    return this.#seen.get(key)?.record ?? null;
  }

  /** The provider of an endpoint, whose key it is called with; `null`: it is not set up here. */
  instanceOf({ key, provider }: Pick<Endpoint, "key" | "provider">): ProviderInstance | null {
    const own = this.#sources.custom.find(({ endpoint }) => endpoint.key === key);
    return own?.instance ?? this.#instances.get(provider) ?? null;
  }

  #known(model: ModelKey, ask: AskOptions): Promise<readonly KnownEndpoint[]> {
    const { clock } = this.#sources;
    const id = `${model} ${ask.network ?? ""}`;
    const kept = this.#kept.get(id);
    if (kept !== undefined && kept.untilMs > clock.nowMs()) return kept.found;
    const found = this.#find(model, ask);
    this.#kept.set(id, { untilMs: clock.nowMs() + KEPT_MS, found });
    found.catch(() => this.#kept.delete(id));
    return found;
  }

  async #find(model: ModelKey, ask: AskOptions): Promise<readonly KnownEndpoint[]> {
    const own = this.#sources.custom.filter(({ endpoint }) => endpoint.model === model);
    const byKey = new Map(own.map((one) => [one.endpoint.key, one]));
    for (const record of await this.#listed(model, ask)) {
      const instance = this.#instances.get(record.provider);
      if (instance === undefined || !isSomewhere(instance) || byKey.has(record.key)) continue;
      byKey.set(record.key, knownEndpoint(instance, record));
    }
    for (const [key, known] of byKey) this.#seen.set(key, known);
    return [...byKey.values()].sort((a, b) => a.endpoint.key < b.endpoint.key ? -1 : 1);
  }

  async #listed(model: ModelKey, ask: AskOptions): Promise<readonly EndpointRecord[]> {
    const catalog = await this.#sources.catalog();
    const known = await this.#knownLists(catalog, ask);
    // A model of one's own stands in no list.
    const listed = await orUnknown(catalog.endpoints(model, ask));
    const records = listed?.endpoints ?? [];
    const told = new Set(records.flatMap(({ provider, tier }) => tier === "config" ? [] : [provider]));
    const untold = this.#sources.instances.filter(({ name, enabled }) =>
      enabled && !told.has(name) && !known.has(name)
    );
    const direct = await Promise.all(untold.map((one) => directRecord(model, one, this.#sources.facts)));
    return [...records, ...direct.filter((record) => record !== null)];
  }

  /** The providers of whose models a list is known. Those of the user's own are fetched first, as far as that may be. */
  async #knownLists(catalog: Catalog, ask: AskOptions): Promise<ReadonlySet<string>> {
    const { instances, keys } = this.#sources;
    const own = instances.filter((one) => keys.isCallable(one) && (one.keyed.needsKey || one.baseUrl !== null));
    await Promise.all(own.map(({ name }) => orUnknown(catalog.models({ ...ask, provider: name }))));
    const { lists } = await catalog.models({ network: false });
    // What is declared of a provider is not all that it has.
    return new Set(lists.filter(({ tier }) => tier !== null && tier !== "config").map(({ provider }) => provider));
  }
}

/** What a list says; `null`: nobody knows the model or the provider, or the list cannot be had. */
async function orUnknown<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
