import type { PlainFetch } from "../../base/mod.ts";
import { type Catalog, type EmbeddedFacts, embeddedFacts } from "../../catalog/mod.ts";
import type { CallListener, Clock, Credential, ProviderKey } from "../../spec/mod.ts";
import { openCatalog } from "../open_catalog.ts";
import { placedFacts } from "../_placed_facts.ts";
import { declaredFacts, instanceListings, instancesWithoutFallback, listedRows } from "./_instance_catalog.ts";
import type { KnownEndpoint } from "./_known_endpoint.ts";
import type { Env } from "./_permitted_env.ts";
import type { ProviderInstance } from "./_provider_instance.ts";

/** What a catalog is opened with. */
export interface LazyCatalogOptions {
  /** It stays its owner's. */
  readonly catalog?: Catalog;
  readonly catalogPath?: string;
  readonly fetch?: PlainFetch;
  readonly offline?: boolean;
  readonly env: Env;
  readonly clock: Clock;
  /** Told of each list that is asked for. */
  readonly onEvent?: CallListener;
  readonly instances: readonly ProviderInstance[];
  /** Endpoints that the user has declared. */
  readonly custom: readonly KnownEndpoint[];
  /** Those that lists can be fetched with. */
  readonly keys: ReadonlyMap<ProviderInstance, Credential>;
}

/** A catalog of the providers as they are set up, opened when it is first asked for. */
export class LazyCatalog {
  readonly #options: LazyCatalogOptions;
  /** What ships, for the providers as they are set up. */
  readonly facts: EmbeddedFacts;
  #opened: Promise<Catalog> | null = null;

  constructor(options: LazyCatalogOptions) {
    this.#options = options;
    this.facts = placedFacts(embeddedFacts(), options.instances);
  }

  /** The very same one each time. */
  readonly open = (): Promise<Catalog> => this.#opened ??= this.#open();

  async close(): Promise<void> {
    if (this.#options.catalog === undefined) (await this.#opened)?.close();
  }

  async #open(): Promise<Catalog> {
    const { catalog, catalogPath, fetch, offline = false, env, clock, instances, custom, keys } = this.#options;
    if (catalog !== undefined) return catalog;
    const { declared, servers } = declaredFacts(custom, instances);
    const enabled = instances.filter((one) => one.enabled);
    const secrets = new Map([...keys].map(([{ name }, secret]) => [name, secret]));
    return await openCatalog({
      env,
      clock,
      providers: [...listedRows(enabled), ...servers],
      declared,
      embedded: this.facts,
      endpointListings: instanceListings(enabled),
      withoutFallback: instancesWithoutFallback(enabled),
      secretOf: ({ key }) => secrets.get(key) ?? null,
      onFetch: (fetched) => this.#tell(fetched),
      ...(catalogPath === undefined ? {} : { store: catalogPath }),
      ...(fetch === undefined ? {} : { fetch }),
      ...(offline ? { offline } : {}),
    });
  }

  /** Whoever only listens must not break a question. */
  #tell(fetched: { readonly provider: ProviderKey; readonly ok: boolean; readonly latencyMs: number | null }): void {
    try {
      this.#options.onEvent?.({ type: "list", atMs: this.#options.clock.nowMs(), ...fetched });
    } catch {
      // The list is there all the same.
    }
  }
}
