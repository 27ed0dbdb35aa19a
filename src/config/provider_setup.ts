import { parseAge } from "../base/mod.ts";
import type {
  BreakerSettings,
  LimitSettings,
  ProviderAdapter,
  ProviderKey,
  RetrySettings,
  TimeoutSettings,
  TransportSettings,
} from "../spec/mod.ts";
import type { ConfigFile } from "./config_file.ts";

/** A provider as it is set up: what the user says of it, over what they say of its kind, over what its row has. */
export interface ProviderSetup {
  /** The provider part of its endpoints' keys. */
  readonly name: ProviderKey;
  /** The row or the plugin that it is of. */
  readonly kind: ProviderKey;
  /** Whether a section of its name stands in a file. */
  readonly isGiven: boolean;
  /** Whether it is asked; it is unless a file says otherwise. */
  readonly enabled: boolean;
  /** In place of the row's own, without a trailing slash; `null`: the row's. */
  readonly baseUrl: string | null;
  /** One of the kind's doors; `null`: its own format. */
  readonly wire: string | null;
  /** The name of the credential that it is called with: `openai/work`; `null`: the files name none. */
  readonly credential: string | null;
  /** Whether old or embedded lists stand in where it does not answer; they do unless a file says otherwise. */
  readonly catalogFallback: boolean;
  /** How long what is known of it is fresh. */
  readonly lifetimesMs: {
    /** Its list of models; `null`: it has none. */
    readonly models: number | null;
    /** What is known of its endpoints; `null`: as the catalog has it. */
    readonly endpoints: number | null;
    /** What is known of its health; `null`: as health has it. */
    readonly health: number | null;
  };
  /** How calls to it travel. */
  readonly transport: TransportSettings;
}

/** Options of {@linkcode providerSetup}. */
export interface ProviderSetupOptions {
  /** What the files say together. */
  readonly config: ConfigFile;
  /** The row, or the plugin, that the provider is of: see {@linkcode providerKind}. */
  readonly row: ProviderAdapter;
  /** How calls travel where nobody says otherwise: `defaultTransportSettings`. */
  readonly defaults: TransportSettings;
}

type Section = NonNullable<ConfigFile["providers"]>[string];

/** Of which kind a provider is: what its section says, else its own name. */
export function providerKind(name: ProviderKey, config: ConfigFile): ProviderKey {
  return config.providers?.[name]?.kind ?? name;
}

/**
 * A provider as it is set up. Its own section comes first, then the section that is named as its kind (where that is not
 * a provider of yet another kind), then the row, then the defaults. Address, format, credential and whether it is enabled
 * are each provider's own and come from its own section alone.
 */
export function providerSetup(name: ProviderKey, { config, row, defaults }: ProviderSetupOptions): ProviderSetup {
  const own: Section = config.providers?.[name] ?? {};
  const ofKind: Section = name === row.key ? {} : kindSection(row.key, config) ?? {};
  const lifetimes = { ...ofKind.lifetimes, ...own.lifetimes };
  return {
    name,
    kind: row.key,
    isGiven: config.providers?.[name] !== undefined,
    enabled: own.enabled ?? true,
    baseUrl: own.base_url?.replace(/\/+$/, "") ?? null,
    wire: own.wire ?? null,
    credential: own.credential ?? null,
    catalogFallback: own.catalog_fallback ?? ofKind.catalog_fallback ?? true,
    lifetimesMs: {
      models: ageOf(lifetimes.models) ?? row.models?.lifetimeMs ?? null,
      endpoints: ageOf(lifetimes.endpoints),
      health: ageOf(lifetimes.health),
    },
    transport: {
      limits: { ...defaults.limits, ...given(LIMITS, ofKind.limits), ...given(LIMITS, own.limits) },
      // Those of a row are of accounts of that provider, and say nothing of a server elsewhere.
      guessedLimits: own.base_url === undefined ? row.limits : {},
      retry: { ...defaults.retry, ...given(RETRY, ofKind.retry), ...given(RETRY, own.retry) },
      timeouts: { ...defaults.timeouts, ...given(TIMEOUTS, ofKind.timeouts), ...given(TIMEOUTS, own.timeouts) },
      breaker: { ...defaults.breaker, ...given(BREAKER, ofKind.breaker), ...given(BREAKER, own.breaker) },
    },
  };
}

/** What a file says of all providers of a kind: the section of its name; `null`: there is none. */
export function kindSection(kind: ProviderKey, { providers }: ConfigFile): Section | null {
  const section = providers?.[kind];
  return section === undefined || (section.kind ?? kind) !== kind ? null : section;
}

/** Settings by their names in files. */
type Names<Settings> = { readonly [name: string]: keyof Settings };

const LIMITS: Names<LimitSettings> = {
  requests_per_minute: "requestsPerMinute",
  requests_per_day: "requestsPerDay",
  tokens_per_minute: "tokensPerMinute",
  input_tokens_per_minute: "inputTokensPerMinute",
  output_tokens_per_minute: "outputTokensPerMinute",
  usd_per_minute: "usdPerMinute",
  usd_per_day: "usdPerDay",
  burst: "burst",
  concurrency: "concurrency",
  adaptive: "adaptive",
};
const RETRY: Names<RetrySettings> = {
  max_tries: "maxTries",
  base_ms: "baseMs",
  factor: "factor",
  max_ms: "maxMs",
  max_total_wait_ms: "maxTotalWaitMs",
};
const TIMEOUTS: Names<TimeoutSettings> = {
  headers_ms: "headersMs",
  first_byte_ms: "firstByteMs",
  idle_ms: "idleMs",
  total_ms: "totalMs",
};
const BREAKER: Names<BreakerSettings> = {
  failure_rate: "failureRate",
  min_calls: "minCalls",
  window_ms: "windowMs",
  open_ms: "openMs",
  max_open_ms: "maxOpenMs",
};

/** The settings that a table of a file gives, under their own names. */
function given<Settings>(
  names: Names<Settings>,
  table: object = {},
): Partial<Settings> {
  const settings = Object.entries(names).map(([name, field]) =>
    [field, (table as { readonly [name: string]: unknown })[name]] as const
  );
  return Object.fromEntries(settings.filter(([, value]) => value !== undefined)) as Partial<Settings>;
}

function ageOf(text: string | undefined): number | null {
  return text === undefined ? null : parseAge(text);
}
