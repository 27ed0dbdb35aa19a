import type { BreakerState } from "./call_event.ts";
import type { ProviderKey } from "./endpoint.ts";
import type { RateLimitUnit } from "./rate_limits.ts";
import type { Lane } from "./transport_settings.ts";

/** One limit that is in force, and what is left of it now. */
export interface LimitLevel {
  /** What it counts; `concurrency` is requests at once, `usd` US dollars. */
  readonly unit: RateLimitUnit | "concurrency" | "usd";
  /** How long the window is in which they count; `null`: at any moment, or in all. */
  readonly windowMs: number | null;
  /** How many there may be, as a decimal string. */
  readonly limit: string;
  /** How many more there may be now, what is reserved taken off, as a decimal string. */
  readonly remaining: string;
  /** Whether the user or the provider's row set it, or a response told of it. */
  readonly origin: "settings" | "learned";
}

/** How a limiter's scope stands: a provider, a credential or an endpoint. */
export interface LimitStatus {
  /** `provider:openai`, `credential:<hash>`, `endpoint:openai/gpt-4o@openai` */
  readonly scope: string;
  /** Calls that wait for a permit of this scope, by lane. */
  readonly waiting: { readonly [lane in Lane]: number };
  /** Calls that hold a permit of it. */
  readonly inFlight: number;
  /** Empty where nothing limits it. */
  readonly levels: readonly LimitLevel[];
  /** How many requests at once adaptive concurrency lets through; `null`: it is off. */
  readonly window: number | null;
  /** Up to when nothing goes, by the clock's monotonic time; `null`: it is not paused. */
  readonly pausedUntilMs: number | null;
  /** Why it is paused, for people; `null` where it is not. */
  readonly pauseReason: string | null;
  /** Permits that were given in the last minute. */
  readonly requestsLastMinute: number;
  /** US dollars that were settled since the start, as an exact decimal string. */
  readonly spentUsd: string;
}

/** How a breaker stands. */
export interface BreakerStatus {
  /** An endpoint's key, or a whole credential: `credential:<hash>`. */
  readonly scope: string;
  /** Whose calls it guards. */
  readonly provider: ProviderKey;
  /** Closed lets calls through, open none, half-open one. */
  readonly state: BreakerState;
  /** Why it is where it is, for people; `null`: it has never opened. */
  readonly reason: string | null;
  /** When a probe may go, by the clock's monotonic time; `null` unless open. */
  readonly untilMs: number | null;
  /** Tries in its window. */
  readonly calls: number;
  /** The share of them that failed; `null` without calls. */
  readonly failureRate: number | null;
}

/** How a transport stands at one moment: what waits, what is in the way, what is left. */
export interface TransportStatus {
  /** In the order of their scopes. */
  readonly limits: readonly LimitStatus[];
  /** In the order of their scopes. */
  readonly breakers: readonly BreakerStatus[];
}
