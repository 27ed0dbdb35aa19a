import type { EndpointKey, ModelKey, ProviderKey } from "./endpoint.ts";
import type { JsonObject } from "./json.ts";
import type { Price } from "./price.ts";

/**
 * Where facts come from: `cache` is younger than its lifetime, `api` was just fetched, `embedded` ships with Tapedeck,
 * `stale` is older than its lifetime and all that there is, `config` is what the user's configuration declares.
 */
export type Tier = "cache" | "api" | "embedded" | "stale" | "config";

/** Whether something can be done: `uncertain` where there is only a hint, or none. */
export type Fact = "yes" | "no" | "uncertain";

/** What a request can need of an endpoint. */
export type CapabilityName =
  | "tools"
  | "json"
  | "jsonSchema"
  | "images"
  | "files"
  | "audio"
  | "reasoning"
  | "seed"
  | "logprobs"
  | "streaming";

/** What can be done, name by name. */
export type Capabilities = { readonly [name in CapabilityName]: Fact };

/** Facts of a model, as one list tells them: for finding it and as a hint; an endpoint's own facts are the truth. */
export interface ModelRecord {
  /** `author/slug[:variant]` */
  readonly key: ModelKey;
  /** Whose list it stands in: `openrouter`. */
  readonly provider: ProviderKey;
  /** What the provider calls it: what goes into a request. */
  readonly wireModel: string;
  /** For people; the key where the list has none. */
  readonly name: string;
  /** What the model makes: most lists have others than chat models too. */
  readonly kind: "chat" | "embedding" | "image" | "audio" | "rerank" | "moderation" | "other";
  /** Other names of the very same model: dated ids, aliases of the list. None of it is a prefix. */
  readonly aliases: readonly string[];
  /** For a name that stands for another model (`~author/x-latest`), that model's key; else `null`. */
  readonly aliasOf: ModelKey | null;
  /** When it came out, `YYYY-MM-DD`; `null` is unknown. */
  readonly createdOn: string | null;
  /** When it goes, `YYYY-MM-DD`; `null`: not announced. */
  readonly expiresOn: string | null;
  /** Whether its provider says that it is no longer to be used. */
  readonly deprecated: boolean;
  /** The model that takes its place, as its provider names it; `null`: none is named. */
  readonly replacedBy: string | null;
  /** Up to when it knows the world, `YYYY-MM-DD`; `null` is unknown. */
  readonly knowledgeCutoff: string | null;
  /** Input and output together, in tokens; `null` is unknown. */
  readonly contextTokens: number | null;
  /** The most output tokens; `null` is unknown. Can be as large as the context: see `outputLimit`. */
  readonly maxOutputTokens: number | null;
  /** `text`, `image`, `file`, `audio`, `video`; `null` is unknown. */
  readonly inputModalities: readonly string[] | null;
  /** `text`, `image`, `audio`, `embedding`; `null` is unknown. */
  readonly outputModalities: readonly string[] | null;
  /** Request fields that some endpoint of it takes, in OpenAI's names; `null` is unknown. */
  readonly parameters: readonly string[] | null;
  /** Of the model as a whole: an endpoint can do less. */
  readonly capabilities: Capabilities;
  /** `null` is unknown: a router that sets it call by call, or a list without prices. */
  readonly price: Price | null;
  /** What the list says beside, under its own names, prose left out. */
  readonly extra: JsonObject;
  /** The endpoint of the user's configuration that it is made from, where its tier is `config`; else absent. */
  readonly declared?: EndpointKey;
  /** When the list was fetched, or the configuration read, in RFC 3339 in UTC. */
  readonly fetchedAt: string;
  /** Where the list comes from. */
  readonly tier: Tier;
}

/** Times or rates by quantile. */
export interface Percentiles {
  /** The median. */
  readonly p50: number;
  /** Three quarters are at most this. */
  readonly p75?: number;
  /** Nine in ten are at most this. */
  readonly p90?: number;
  /** All but one in a hundred are at most this. */
  readonly p99?: number;
}

/** Facts of one serving of one model by one provider. */
export interface EndpointRecord {
  /** `model@provider[/tag]`; reached through a router, `model@openrouter/deepinfra/fp8`. */
  readonly key: EndpointKey;
  /** The model that is served. */
  readonly model: ModelKey;
  /** Whom the call is sent to and who is paid: `openrouter`. */
  readonly provider: ProviderKey;
  /** Behind a router, who serves it: `deepinfra`; else the same as `provider`. */
  readonly servedBy: ProviderKey;
  /** What tells it from the provider's other endpoints of the model: `deepinfra/fp8`; `null`: there is only one. */
  readonly tag: string | null;
  /** What goes into a request's `model`. */
  readonly wireModel: string;
  /** `fp8`, `bf16`, …; `null` is unknown. */
  readonly quantization: string | null;
  /** Input and output together, in tokens; `null` is unknown. */
  readonly contextTokens: number | null;
  /** The most input tokens, where they are limited apart; `null`: they are not, or it is unknown. */
  readonly maxInputTokens: number | null;
  /** The most output tokens; `null` is unknown. */
  readonly maxOutputTokens: number | null;
  /** Request fields that it takes, in OpenAI's names; `null` is unknown. */
  readonly parameters: readonly string[] | null;
  /** Made out of its parameters and what else its list says of it. */
  readonly capabilities: Capabilities;
  /** `null` is unknown. */
  readonly price: Price | null;
  /** `down` and `degraded` as its provider says; `null` is unknown. */
  readonly status: "up" | "degraded" | "down" | null;
  /** Shares of calls that worked, 0 to 1, over the last minutes; `null` is unknown. */
  readonly uptime: { readonly last5m: number | null; readonly last30m: number | null; readonly last1d: number | null };
  /** To the first token, in milliseconds, over the last half hour; `null` is unknown. */
  readonly ttftMs: Percentiles | null;
  /** Tokens per second, over the last half hour; `null` is unknown. */
  readonly outputTps: Percentiles | null;
  /** What the list says beside, under its own names, prose left out. */
  readonly extra: JsonObject;
  /** When it was fetched, in RFC 3339 in UTC. */
  readonly fetchedAt: string;
  /** Where the list comes from. */
  readonly tier: Tier;
}

/** Facts of a provider. */
export interface ProviderRecord {
  /** `deepinfra` */
  readonly key: ProviderKey;
  /** For people: `DeepInfra`. */
  readonly name: string;
  /** Where requests go, without a trailing slash; `null`: a server of one's own. */
  readonly baseUrl: string | null;
  /** `openai-chat` */
  readonly wire: string;
  /** When its list of models was fetched, in RFC 3339 in UTC; `null`: not yet. */
  readonly fetchedAt: string | null;
  /** Of its list; `null`: there is none. */
  readonly tier: Tier | null;
}
