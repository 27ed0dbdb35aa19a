/**
 * How a call travels: one HTTP try, and the policies around it.
 * @module
 */
export { type Backoff, fullJitter, type FullJitterOptions } from "./backoff.ts";
export { defaultTransportSettings } from "./default_transport_settings.ts";
export { embed, type EmbedOptions } from "./embed.ts";
export { EmbeddingClient } from "./embedding_client.ts";
export { exchange, type ExchangeOptions, type ExchangeResult } from "./exchange.ts";
export {
  type LimitAsk,
  Limiter,
  type LimiterOptions,
  type LimitRefusal,
  LimitRefusedError,
  type LimitScope,
  type Permit,
  type PermitUse,
  type RecalledUse,
} from "./limiter/mod.ts";
export { isKeyless } from "./is_keyless.ts";
export { isMoneyLimited } from "./is_money_limited.ts";
export { recallUse, type RecallUseOptions } from "./recall_use.ts";
export { callWithRetry, type RetryOptions, type Try } from "./retry.ts";
export { type TimeoutLimits, withTimeout } from "./timeout_fetch.ts";
export { tryEnd } from "./try_end.ts";
export {
  type BreakerView,
  type CallAmounts,
  type CallBudget,
  type Decide,
  Transport,
  type TransportCallOptions,
  type TransportOptions,
} from "./transport.ts";
export { waitBeforeLive } from "./wait_before_live.ts";
