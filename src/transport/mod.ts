/**
 * How a call travels: one HTTP try, and the policies around it.
 * @module
 */
export { type Backoff, fullJitter, type FullJitterOptions } from "./backoff.ts";
export { embed, type EmbedOptions } from "./embed.ts";
export { exchange, type ExchangeOptions, type ExchangeResult } from "./exchange.ts";
export { callWithRetry, type RetryOptions, type Try } from "./retry.ts";
export { type TimeoutLimits, withTimeout } from "./timeout_fetch.ts";
export { waitBeforeLive } from "./wait_before_live.ts";
