import type { EndpointKey, Lane } from "../../spec/mod.ts";

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

/** Where the limits of one scope stand. */
export interface LimitStatus {
  /** The scope's id: `provider:openai`. */
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
  readonly waitingByLane: { readonly [Name in Lane]: number };
  /** The same by endpoint, those without any left out. */
  readonly waitingByEndpoint: { readonly [endpoint: EndpointKey]: number };
  /** `null`: it is not paused. */
  readonly paused: {
    /** By the clock's monotonic time. */
    readonly untilMs: number;
    /** As it was given. */
    readonly reason: string;
  } | null;
  /** After a pause: how many more calls may start before one of them has come back well; `null`: any number. */
  readonly restart: number | null;
}
