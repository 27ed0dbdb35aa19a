import type { PlainFetch } from "../base/mod.ts";
import type {
  Clock,
  Credential,
  EndpointRecord,
  JsonValue,
  ModelKey,
  ModelPage,
  ModelPageFacts,
  ModelRecord,
  ProviderAdapter,
  ProviderKey,
} from "../spec/mod.ts";
import type { CatalogNotice } from "./catalog_notice.ts";
import type { CatalogStore } from "./store/mod.ts";

/** The facts that ship: what is known where no list can be had. */
export interface EmbeddedFacts {
  /** A provider's models; `null`: none ship. */
  models(
    provider: ProviderKey,
  ): Promise<{ readonly fetchedAt: string; readonly models: readonly ModelRecord[] } | null>;
  /** A model's endpoints at a provider; `null`: none ship. */
  endpoints(place: { readonly provider: ProviderKey; readonly model: ModelKey }): Promise<
    { readonly fetchedAt: string; readonly endpoints: readonly EndpointRecord[] } | null
  >;
  /** Models of a list with the prices and limits that it does not tell, as far as they are known. */
  enrich(models: readonly ModelRecord[]): Promise<readonly ModelRecord[]>;
}

/** How a router's list of a model's endpoints is fetched. */
export interface EndpointListing {
  /** Behind the router's base URL: `/models/openai/gpt-4o/endpoints`. */
  url(model: ModelRecord): string;
  /** How long it is fresh. */
  readonly lifetimeMs: number;
  /** Lenient and total. */
  read(page: JsonValue, facts: ModelPageFacts): {
    readonly endpoints: readonly EndpointRecord[];
    readonly skipped: readonly unknown[];
  };
}

/** A provider's list of models that was just had. */
export interface FetchedList {
  /** Whose list. */
  readonly provider: ProviderKey;
  /** `unchanged`, as the server says; `elsewhere`, by another process. */
  readonly outcome: "fetched" | "unchanged" | "elsewhere";
}

/** What a catalog works with. */
export interface CatalogOptions {
  /** Keeps the lists and what the user has chosen. It is closed with the catalog. */
  readonly store: CatalogStore;
  /** Who there is. */
  readonly providers: readonly ProviderAdapter[];
  /** Reads a page by the reader that a provider's row names. */
  readonly readPage: (name: string, page: JsonValue, facts: ModelPageFacts) => ModelPage;
  /** The facts that ship. */
  readonly embedded: EmbeddedFacts;
  /**
   * Endpoints that the user's configuration declares, each of the tier `config`: they are known beside what lists say, and
   * their models, too. None unless given.
   */
  readonly declared?: readonly EndpointRecord[];
  /** Routers that list the endpoints of a model. */
  readonly endpointListings: { readonly [provider: ProviderKey]: EndpointListing };
  /** Makes the calls, with limits of its own; a tape's too. */
  readonly fetch: PlainFetch;
  /** Dates the lists and tells their age. */
  readonly clock: Clock;
  /** A provider's key; `null`: there is none. */
  readonly secretOf: (provider: ProviderAdapter) => Credential | null;
  /** The headers of a provider's lists, its key among them. */
  readonly headersOf: (provider: ProviderAdapter, credential: Credential | null) => { readonly [name: string]: string };
  /** Told what is beside the answers, each thing once. */
  readonly onNotice?: (notice: CatalogNotice) => void;
  /** Told of each list that was asked for, and how long that took; `latencyMs` is `null` where the store answered. */
  readonly onFetch?: (
    fetched: { readonly provider: ProviderKey; readonly ok: boolean; readonly latencyMs: number | null },
  ) => void;
  /** Told of each list of models that was had anew, whoever asked for it, when answers have it. */
  readonly onList?: (list: FetchedList) => void;
  /** Whether no calls are made at all, as in a replay. */
  readonly offline?: boolean;
  /** Providers that the user's configuration switches off: none of their lists is known; none unless given. */
  readonly switchedOff?: ReadonlySet<ProviderKey>;
  /** Providers whose old and embedded lists do not stand in where they are asked and do not answer; none unless given. */
  readonly withoutFallback?: ReadonlySet<ProviderKey>;
  /** Tells this process from others that use the same store. */
  readonly owner: string;
}
