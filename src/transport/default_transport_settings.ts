import type { TransportSettings } from "../spec/mod.ts";

/**
 * How calls travel where nobody says otherwise. Answers that are not streamed send their headers when they are whole, and
 * models that think can take minutes for that: the timeouts are for servers that will never answer, not for slow ones.
 *
 * @example Fewer tries
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { defaultTransportSettings } from "@tapedeck/tapedeck";
 *
 * const { retry, ...rest } = defaultTransportSettings;
 * const settings = { ...rest, retry: { ...retry, maxTries: 2 } };
 * assertEquals(settings.retry.maxTotalWaitMs, 120_000);
 * ```
 */
export const defaultTransportSettings: TransportSettings = {
  limits: {},
  retry: { maxTries: 4, baseMs: 500, factor: 2, maxMs: 30_000, maxTotalWaitMs: 120_000 },
  timeouts: { headersMs: 300_000, firstByteMs: 300_000, idleMs: 120_000, totalMs: 900_000 },
  breaker: { failureRate: 0.5, minCalls: 10, windowMs: 60_000, openMs: 5_000, maxOpenMs: 300_000 },
};
