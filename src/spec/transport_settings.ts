import type { ProviderLimits } from "./provider.ts";

/** What an account, a credential or an endpoint lets one do. What is absent is unknown or without limit. */
export interface LimitSettings extends ProviderLimits {
  /** Input tokens in any minute, where they are limited apart. */
  readonly inputTokensPerMinute?: number;
  /** Output tokens in any minute, where they are limited apart. */
  readonly outputTokensPerMinute?: number;
  /** US dollars in any minute, as a decimal string. */
  readonly usdPerMinute?: string;
  /** US dollars in any day, as a decimal string. */
  readonly usdPerDay?: string;
  /** How many requests of a minute may start at once; all of them unless given. */
  readonly burst?: number;
  /** Whether the number of requests at once is found out below `concurrency`; it is unless given. */
  readonly adaptive?: boolean;
}

/** How often, and how long, a call is tried again. */
export interface RetrySettings {
  /** All tries at one endpoint, the first included. */
  readonly maxTries: number;
  /** The most that the first retry waits where the provider does not say. */
  readonly baseMs: number;
  /** By how much that grows from one retry to the next. */
  readonly factor: number;
  /** The most that any retry waits where the provider does not say. */
  readonly maxMs: number;
  /** The most that all waits of one call make together. */
  readonly maxTotalWaitMs: number;
}

/** Limits of one HTTP try, from its hand-over to the network. What is absent is not limited. */
export interface TimeoutSettings {
  /** To the headers of the response. */
  readonly headersMs?: number;
  /** To the first byte of the body. */
  readonly firstByteMs?: number;
  /** Between two chunks of the body. */
  readonly idleMs?: number;
  /** To the last byte. */
  readonly totalMs?: number;
}

/** When an endpoint is left alone. */
export interface BreakerSettings {
  /** The share of failed calls, 0 to 1, at which it opens: of those in the window, or of the last twice `minCalls`. */
  readonly failureRate: number;
  /** The fewest calls in the window by which it judges. */
  readonly minCalls: number;
  /** How far back it looks. */
  readonly windowMs: number;
  /** How long it stays open the first time, before one call may probe. */
  readonly openMs: number;
  /** The most that this grows to when probes fail. */
  readonly maxOpenMs: number;
}

/** How calls travel to one provider. */
export interface TransportSettings {
  /** As the user set them for the account: they count for all endpoints of the provider together. */
  readonly limits: LimitSettings;
  /**
   * What the provider lets a new account do, by its row of the table: those that count something hold for each endpoint
   * until its responses tell better, `concurrency` for all endpoints together, and all only where `limits` say nothing.
   */
  readonly guessedLimits?: LimitSettings;
  /** How a call is tried again. */
  readonly retry: RetrySettings;
  /** How long a try may take. */
  readonly timeouts: TimeoutSettings;
  /** When an endpoint is left alone. */
  readonly breaker: BreakerSettings;
}

/** Who goes first when calls wait for a permit: `interactive` before `normal` before `bulk`. */
export type Lane = "interactive" | "normal" | "bulk";
