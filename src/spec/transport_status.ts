import type { BreakerState } from "./call_event.ts";
import type { EndpointKey, ProviderKey } from "./endpoint.ts";
import type { Lane } from "./transport_settings.ts";

/** One limit of a scope, and how far it is used. */
export interface LimitLevel {
  /** The name of the setting, or its like for what only the provider tells: `tokensPerMinute`, `requestsPerHour`. */
  readonly limit: string;
  /** In its own unit; US dollars as a decimal string in `usdPerMinute`, `usdPerDay` and `budgetUsd`. `null`: unknown. */
  readonly value: number | string | null;
  /** Where the value comes from; `provider`: response headers. */
  readonly source: "user" | "guess" | "provider";
  /** By calls that have ended, and held for calls in flight. */
  readonly used: number | string;
  /** What a call may ask for now; `null` where there is no bound. */
  readonly remaining: number | string | null;
}

/** Where the limits of one scope stand: of a provider, a credential or an endpoint. */
export interface LimitStatus {
  /** `provider:openai`, `credential:<hash>`, `endpoint:openai/gpt-4o@openai` */
  readonly scope: string;
  /** Empty where nothing is limited. */
  readonly limits: readonly LimitLevel[];
  /** Calls with a permit. */
  readonly inFlight: number;
  /** How many there may be, by what is set and by what was found out; `null`: any number. */
  readonly maxInFlight: number | null;
  /** How many were found out to be good at once; `null`: nothing has been refused lately. */
  readonly adaptiveWindow: number | null;
  /** Calls that wait for this scope or for another that they need beside it. */
  readonly waiting: number;
  /** The same by lane. */
  readonly waitingByLane: { readonly [lane in Lane]: number };
  /** The same by endpoint, those without any left out. */
  readonly waitingByEndpoint: { readonly [endpoint: EndpointKey]: number };
  /** `untilMs` by the clock's monotonic time, with the reason as it was given; `null`: it is not paused. */
  readonly paused: { readonly untilMs: number; readonly reason: string } | null;
  /** After a pause: how many more calls may start before one of them has come back well; `null`: any number. */
  readonly restart: number | null;
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
