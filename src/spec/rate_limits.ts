/** What a limit counts. */
export type RateLimitUnit = "requests" | "tokens" | "inputTokens" | "outputTokens" | "images";

/** One limit of an account, as a response tells of it. `null` is not told. */
export interface RateLimit {
  /** What it counts. */
  readonly unit: RateLimitUnit;
  /** How many there may be in the window. */
  readonly limit: number | null;
  /** How many are left. */
  readonly remaining: number | null;
  /** How long until all of them are there again, or until the next window, in milliseconds from the response. */
  readonly resetMs: number | null;
  /** How long the window is. */
  readonly windowMs: number | null;
}

/** What a response tells of the limits of the account, whatever its status. */
export interface RateLimits {
  /** In the order of the headers' names; empty where the provider tells of none. */
  readonly limits: readonly RateLimit[];
  /** How long the provider asks to wait before the next request; `null` where it does not. */
  readonly retryAfterMs: number | null;
}
