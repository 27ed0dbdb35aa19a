import type { Dialect, ModelKey, ProviderAuth, ProviderKey } from "./endpoint.ts";
import type { EmbeddingFormat } from "./embedding.ts";
import type { JsonValue } from "./json.ts";
import type { FaultResponse, KeyShape, Refusal } from "./lens.ts";
import type { ModelRecord } from "./catalog.ts";
import type { ChatClient, WireFormat } from "./wire.ts";

/** How a provider words its errors. */
export interface ProviderErrors {
  /** A refusal with its own status, headers and body. */
  refusal(refusal: Refusal): FaultResponse;
  /** One event that breaks a stream off under HTTP 200, its empty line included. */
  streamError(): string;
}

/** One page of a list of models, read. */
export interface ModelPage {
  /** In the order of the list. */
  readonly models: readonly ModelRecord[];
  /** Rows that could not be read, with what is wrong with each. */
  readonly skipped: readonly { readonly row: JsonValue; readonly reason: string }[];
  /** What to add to the query for the next page (`{ after_id: "…" }`); `null`: this was the last. */
  readonly next: { readonly [parameter: string]: string } | null;
}

/** What a reader of lists is told beside the page. */
export interface ModelPageFacts {
  /** Whose list it is. */
  readonly provider: ProviderKey;
  /** When it was fetched, in RFC 3339 in UTC. */
  readonly fetchedAt: string;
}

/** Where a provider lists its models. */
export interface ModelListing {
  /** Behind the base URL (`/models`), or a whole URL where it is elsewhere. */
  readonly url: string;
  /** What goes into the first page's query: `{ pageSize: "1000" }`. */
  readonly query?: { readonly [parameter: string]: string };
  /** Whether it is answered only with a key. */
  readonly needsKey: boolean;
  /** The reader: the name of one of the catalog's (`openai`), or the provider's own function, lenient and total. */
  readonly read: string | ((page: JsonValue, facts: ModelPageFacts) => ModelPage);
  /** How long it is fresh. */
  readonly lifetimeMs: number;
}

/** Where a provider says cheaply that it is there. */
export interface HealthEndpoint {
  /** Behind the base URL, or a whole URL. */
  readonly url: string;
  /** Which of the two it answers. */
  readonly method: "GET" | "HEAD";
  /** Whether a key is sent with it. */
  readonly needsKey: boolean;
}

/**
 * What a provider lets a new account do, by its lowest paid plan, or by the free one where that alone is documented; of
 * limits that differ by model, the usual one. What is absent is unknown or without limit.
 */
export interface ProviderLimits {
  /** Requests in any minute. */
  readonly requestsPerMinute?: number;
  /** Requests in any day. */
  readonly requestsPerDay?: number;
  /** Input and output tokens in any minute. */
  readonly tokensPerMinute?: number;
  /** Requests at once. */
  readonly concurrency?: number;
}

/** Another door of the same server: Ollama's OpenAI door. */
export interface ProviderDoor {
  /** `openai-chat` */
  readonly wire: string;
  /** What stands between the origin and the wire format's own path: `/v1`. */
  readonly basePath: string;
  /** Absent: as the provider has it. */
  readonly auth?: ProviderAuth | null;
}

/**
 * A provider, as a row of the table and as a plugin: data, and a few pure functions where data does not do. `version` is
 * of this type; a later one that cannot read it refuses it by this number.
 */
export interface ProviderAdapter {
  /** Of this type. */
  readonly version: 1;
  /** `deepinfra`: lower-case letters, digits, hyphens. */
  readonly key: ProviderKey;
  /** For people: `DeepInfra`. */
  readonly name: string;
  /** Without a path or a trailing slash; `null` for servers of one's own. */
  readonly origin: string | null;
  /** For servers of one's own, where they stand by custom: `http://127.0.0.1:11434`; absent: nowhere. */
  readonly defaultOrigin?: string;
  /** What stands between the origin and the wire format's own path: `/v1`. */
  readonly basePath: string;
  /** The wire format that it speaks: `openai-chat`, or the name of `format`. */
  readonly wire: string;
  /** Its own wire format, where it speaks none of the five. */
  readonly format?: WireFormat;
  /** A client that makes its calls, in place of any wire format. */
  readonly client?: ChatClient;
  /** Other formats that it speaks too. */
  readonly doors: readonly ProviderDoor[];
  /** `null`: it needs no key. */
  readonly auth: ProviderAuth | null;
  /** Environment variables that its key stands in by custom, the first that is set wins: `["OPENAI_API_KEY"]`. */
  readonly keyEnv: readonly string[];
  /** What a request for a list needs beside the key, under lower-case names: `{ "anthropic-version": "2023-06-01" }`. */
  readonly headers?: { readonly [name: string]: string };
  /** `null`: it lists none. */
  readonly models: ModelListing | null;
  /** `null`: it has no cheap one. */
  readonly health: HealthEndpoint | null;
  /** To begin with: an account's own come from response headers, and go before these. */
  readonly limits: ProviderLimits;
  /** How its names differ from those of its wire format. */
  readonly dialect: Dialect;
  /**
   * How it names models: by their whole `author/slug`, by the slug, which is the default, or as a function of the key
   * tells, pure and total.
   */
  readonly modelIds?: "key" | "slug" | ((model: ModelKey) => string);
  /** The format of its embeddings: the name of one of ours, or its own; `null`: it makes none. */
  readonly embeddings: string | EmbeddingFormat | null;
  /** Empty where its credentials cannot be told from other texts. */
  readonly keyShapes: readonly KeyShape[];
  /** How it says no. */
  readonly errors: ProviderErrors;
  /** What one has to know of it beside, in one sentence each. */
  readonly quirks: readonly string[];
}
