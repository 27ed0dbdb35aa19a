import { UserError } from "../../base/mod.ts";
import { type AskOptions, type Catalog, parseEndpointKey } from "../../catalog/mod.ts";
import type { Clock, Endpoint, EndpointKey, EndpointRecord, ModelKey } from "../../spec/mod.ts";
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
    try {
      return (await (await this.#sources.catalog()).endpoints(model, ask)).endpoints;
    } catch (error) {
      // A model of one's own stands in no list.
      if (error instanceof UserError) return [];
      throw error;
    }
  }
}
