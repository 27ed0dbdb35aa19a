/** What became of a call that had a permit. */
export interface PermitUse {
  /** `null` is unknown: the estimate stays, except for a call that was `rateLimited`, which counts as none. */
  readonly inputTokens: number | null;
  /** As `inputTokens`. */
  readonly outputTokens: number | null;
  /** As a decimal string; `null` as with `inputTokens`. */
  readonly usd: string | null;
  /**
   * `rateLimited` and `overloaded` are refusals of the provider, by which the number of requests at once is cut;
   * `notSent` gives everything back.
   */
  readonly outcome: "ok" | "rateLimited" | "overloaded" | "failed" | "notSent";
  /** To the last byte; `null` is unknown. */
  readonly latencyMs: number | null;
}

/** Leave for one call. It holds what was asked for until it is settled, so it has to be, whatever happens. */
export interface Permit {
  /** How long the call waited for it. */
  readonly queueMs: number;
  /** How many calls of the narrowest scope are in flight with this one. */
  readonly inFlight: number;
  /** Put what was really used in the place of what was asked for. All but the first time does nothing. */
  settle(use: PermitUse): void;
}
