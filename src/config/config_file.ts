import type { JsonValue } from "../spec/mod.ts";
import type { CredentialSource } from "./credentials/mod.ts";

/** A table that a reader of its own looks into: parameters, or a price. */
export interface RawTable {
  /** A value as JSON can carry it. */
  readonly [name: string]: JsonValue;
}

/** Tables under names of the user's own. */
export interface ConfigTables<T> {
  /** The table, or the value, of that name. */
  readonly [name: string]: T;
}

/** What holds where nothing is named. */
export interface DefaultsConfig {
  /** The model, alias or group. */
  readonly model?: string;
  /** The profile or preset. */
  readonly profile?: string;
  /** What becomes of a parameter that an endpoint does not take: it is left out with a warning, or refused. */
  readonly strictness?: "warn" | "error";
  /** The profile whose credentials are used: `work`. */
  readonly credential_profile?: string;
  /** `false`: nobody keeps which credential was sent where and when. */
  readonly credential_log?: boolean;
}

/** What holds for one model. */
export interface ModelConfig {
  /** Its profile or preset. */
  readonly profile?: string;
  /** No other providers than these. */
  readonly allow?: readonly string[];
  /** None of these providers. */
  readonly ban?: readonly string[];
  /** What an endpoint must take: capabilities, or parameters by their names. */
  readonly require?: readonly string[];
  /** No other endpoints than these. */
  readonly endpoints?: readonly string[];
  /** Of its requests, as `readParameters` reads them. */
  readonly parameters?: RawTable;
  /** Its own named parameters; they add to the global ones of the same name. */
  readonly profiles?: ConfigTables<RawTable>;
}

/** What an account may do, over what the provider's row has. */
export interface LimitsConfig {
  /** Requests in any minute. */
  readonly requests_per_minute?: number;
  /** Requests in any day. */
  readonly requests_per_day?: number;
  /** Input and output tokens in any minute. */
  readonly tokens_per_minute?: number;
  /** Input tokens in any minute, where they are limited apart. */
  readonly input_tokens_per_minute?: number;
  /** Output tokens in any minute, where they are limited apart. */
  readonly output_tokens_per_minute?: number;
  /** US dollars in any minute, as a decimal string. */
  readonly usd_per_minute?: string;
  /** US dollars in any day, as a decimal string. */
  readonly usd_per_day?: string;
  /** How many requests of a minute may start at once. */
  readonly burst?: number;
  /** Requests at once. */
  readonly concurrency?: number;
  /** Whether the number of requests at once is found out below `concurrency`. */
  readonly adaptive?: boolean;
}

/** How a call is tried again. */
export interface RetryConfig {
  /** All tries at one endpoint, the first included. */
  readonly max_tries?: number;
  /** The most that the first retry waits where the provider does not say. */
  readonly base_ms?: number;
  /** By how much that grows from one retry to the next. */
  readonly factor?: number;
  /** The most that any retry waits where the provider does not say. */
  readonly max_ms?: number;
  /** The most that all waits of one call make together. */
  readonly max_total_wait_ms?: number;
}

/** How long one try may take. */
export interface TimeoutsConfig {
  /** To the headers of the response. */
  readonly headers_ms?: number;
  /** To the first byte of the body. */
  readonly first_byte_ms?: number;
  /** Between two chunks of the body. */
  readonly idle_ms?: number;
  /** To the last byte. */
  readonly total_ms?: number;
}

/** When an endpoint is left alone. */
export interface BreakerConfig {
  /** The share of failed calls, above 0 to 1, at which it opens. */
  readonly failure_rate?: number;
  /** The fewest calls by which it judges. */
  readonly min_calls?: number;
  /** How far back it looks. */
  readonly window_ms?: number;
  /** How long it stays open the first time. */
  readonly open_ms?: number;
  /** The most that this grows to. */
  readonly max_open_ms?: number;
}

/** One setting-up of a provider; one kind can be set up many times. */
export interface ProviderConfig {
  /** A row of the provider table or a plugin's key; its own name unless given. */
  readonly kind?: string;
  /** Where its server is; the row's own unless given. */
  readonly base_url?: string;
  /** The wire format; the row's own unless given. */
  readonly wire?: string;
  /** The credential that it is called with: `openai/work`. */
  readonly credential?: string;
  /** `false`: it is not asked. */
  readonly enabled?: boolean;
  /** Whether old or embedded lists stand in where it does not answer. */
  readonly catalog_fallback?: boolean;
  /** How long what is known of it is fresh: `6h`, `45m`. */
  readonly lifetimes?: { readonly models?: string; readonly endpoints?: string; readonly health?: string };
  /** What the account may do. */
  readonly limits?: LimitsConfig;
  /** How a call is tried again. */
  readonly retry?: RetryConfig;
  /** How long one try may take. */
  readonly timeouts?: TimeoutsConfig;
  /** When an endpoint of it is left alone. */
  readonly breaker?: BreakerConfig;
  /** Of requests to it, as `readParameters` reads them. */
  readonly parameters?: RawTable;
}

/** What an endpoint can do, in the words of a file. */
export type CapabilityWord =
  | "tools"
  | "json"
  | "json_schema"
  | "images"
  | "files"
  | "audio"
  | "reasoning"
  | "seed"
  | "logprobs"
  | "streaming";

/** An endpoint of one's own. */
export interface EndpointConfig {
  /** `author/slug[:variant]@provider[/tag]` */
  readonly key: string;
  /** Where its server is; as its provider has it unless given. */
  readonly base_url?: string;
  /** The wire format; as its provider has it unless given. */
  readonly wire?: string;
  /** The id that goes into the request's `model` field; the slug unless given. */
  readonly model?: string;
  /** The credential that it is called with: `box/key`. */
  readonly credential?: string;
  /** What it costs, as `readPrice` reads it. */
  readonly price?: RawTable;
  /** Input and output together. */
  readonly context_tokens?: number;
  /** The most output tokens. */
  readonly max_output_tokens?: number;
  /** `fp8`, `bf16`, `q4` */
  readonly quantization?: string;
  /** What it can do, and nothing else. */
  readonly capabilities?: readonly CapabilityWord[];
}

/** What every endpoint must be to be asked: `RouteNeeds` under the names of a file. */
export interface NeedsConfig {
  /** Beside those that a request itself shows. */
  readonly capabilities?: readonly CapabilityWord[];
  /** Request fields that it must take, in OpenAI's names. */
  readonly parameters?: readonly string[];
  /** The least room for input and output together. */
  readonly context_tokens?: number;
  /** The most that a call may cost, as a decimal string. */
  readonly max_cost_usd?: string;
  /** The highest price of a million input tokens, as a decimal string. */
  readonly max_input_usd_per_million?: string;
  /** The highest price of a million output tokens, as a decimal string. */
  readonly max_output_usd_per_million?: string;
  /** The longest median time to the first token. */
  readonly max_ttft_ms?: number;
  /** The lowest median of tokens per second. */
  readonly min_output_tps?: number;
  /** The lowest share of calls that work, 0 to 1. */
  readonly min_uptime?: number;
  /** No others than these: `["bf16", "fp8"]`. */
  readonly quantizations?: readonly string[];
  /** No other providers than these. */
  readonly providers?: readonly string[];
  /** None of these providers. */
  readonly exclude_providers?: readonly string[];
  /** What may become of the data. */
  readonly data?: { readonly training?: "deny"; readonly retention?: "none" };
  /** Whether an unknown fact counts as one that is met. */
  readonly unknown?: "allow" | "deny";
}

/** Which endpoint answers. */
export interface RoutingConfig {
  /** The policy's name. */
  readonly policy?: string;
  /** How much each counts under the policy `balanced`. */
  readonly weights?: {
    readonly cost?: number;
    readonly latency?: number;
    readonly throughput?: number;
    readonly reliability?: number;
  };
  /** How many endpoints are asked behind the first one. */
  readonly max_fallbacks?: number;
  /** Modules with policies of one's own. */
  readonly policies?: readonly string[];
  /** What every endpoint must be. */
  readonly needs?: NeedsConfig;
}

/** What one is told of. */
export interface AlertsConfig {
  /** The name of the environment variable that has the URL that alerts are posted to. */
  readonly webhook?: { readonly env: string };
  /** The share of failed calls from which a provider is told of, 0 to 1. */
  readonly error_rate?: number;
  /** Spending beyond which one is told, as a decimal string. */
  readonly usd_per_hour?: string;
  /** By which share a price must have changed: `0.1`. */
  readonly price_change?: number;
}

/** What one configuration file says, or several merged, under the names of the file. All of it may be absent. */
export interface ConfigFile {
  /** Of the file's format. */
  readonly version?: 1;
  /** Provider plugins: `npm:` or `jsr:` specifiers, URLs, paths. */
  readonly plugins?: readonly string[];
  /** What holds where nothing is named. */
  readonly defaults?: DefaultsConfig;
  /** Of all requests, as `readParameters` reads them. */
  readonly parameters?: RawTable;
  /** Named parameters. */
  readonly profiles?: ConfigTables<RawTable>;
  /** What holds for single models, by their keys. */
  readonly models?: ConfigTables<ModelConfig>;
  /** Providers by the names that stand behind the @ of endpoints. */
  readonly providers?: ConfigTables<ProviderConfig>;
  /** Endpoints of one's own. */
  readonly endpoints?: readonly EndpointConfig[];
  /** Short names. */
  readonly aliases?: { readonly models?: ConfigTables<string>; readonly providers?: ConfigTables<string> };
  /** Names for several models: ids, patterns, aliases, groups. */
  readonly groups?: ConfigTables<readonly string[]>;
  /** Where keys are to be had, by name: `openai/work`. */
  readonly credentials?: ConfigTables<CredentialSource>;
  /** Projects whose files may run code and say where keys go; it counts in the user's own file alone. */
  readonly trust?: { readonly projects?: readonly string[] };
  /** Which endpoint answers. */
  readonly routing?: RoutingConfig;
  /** What one is told of. */
  readonly alerts?: AlertsConfig;
  /** Where long-running commands serve `/metrics`. */
  readonly metrics?: { readonly port?: number };
}
