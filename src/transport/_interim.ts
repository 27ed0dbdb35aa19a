import type { Clock, EndpointKey, Lane, LimitStatus, RateLimits } from "../spec/mod.ts";
import type { LimitScope } from "./_route.ts";

export { LimitRefusedError } from "./limiter/limit_refused_error.ts";
export interface LimitAsk {
  readonly scopes: readonly LimitScope[];
  readonly endpoint: EndpointKey;
  readonly lane: Lane;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly usd: string | null;
  readonly onQueued?: () => void;
}
export interface Permit {
  readonly queueMs: number;
  settle(used: {
    inputTokens: number | null;
    outputTokens: number | null;
    usd: string | null;
    outcome: "ok" | "rateLimited" | "overloaded" | "failed" | "notSent";
    latencyMs: number | null;
  }): void;
}
export class Limiter {
  constructor(_options: { clock: Clock; random?: () => number }) {}
  reserve(_ask: LimitAsk, _signal?: AbortSignal): Promise<Permit> {
    return Promise.resolve({ queueMs: 0, settle() {} });
  }
  learn(_scope: string, _limits: RateLimits): void {}
  pause(_scope: string, _untilMs: number, _reason: string): void {}
  status(): readonly LimitStatus[] {
    return [];
  }
}
