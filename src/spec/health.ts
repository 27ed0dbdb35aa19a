import type { BreakerState } from "./call_event.ts";
import type { EndpointKey, ProviderKey } from "./endpoint.ts";
import type { Percentiles } from "./catalog.ts";

/** How well something answers; `unknown` before enough was seen. */
export type HealthState = "healthy" | "degraded" | "down" | "unknown";

/** How well an endpoint or a provider answers, by what this process, or the runs before it, have seen of it. */
export interface Health {
  /** An endpoint's key or a provider's. */
  readonly key: EndpointKey | ProviderKey;
  /** What it comes to. */
  readonly state: HealthState;
  /** Why it is not healthy, in one sentence each; empty where it is. */
  readonly reasons: readonly string[];
  /** 0 to 1, higher is better; `null` is unknown. */
  readonly score: number | null;
  /** Tries in the window; where there are none, those before it, of earlier runs too. */
  readonly calls: number;
  /** The share of them that failed by the endpoint's fault; `null` without any. */
  readonly errorRate: number | null;
  /** To the first token; `null` is unknown. */
  readonly ttftMs: Percentiles | null;
  /** To the last byte; `null` is unknown. */
  readonly latencyMs: Percentiles | null;
  /** Tokens per second; `null` is unknown. */
  readonly outputTps: Percentiles | null;
  /** Where its breaker stands. */
  readonly breaker: BreakerState;
  /** When it was last seen, in RFC 3339 in UTC; `null`: never. */
  readonly seenAt: string | null;
}
