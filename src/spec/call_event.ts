import type { EndpointKey, ModelKey, ProviderKey } from "./endpoint.ts";
import type { BilledSource } from "./attempt.ts";
import type { ErrorKind } from "./failure.ts";
import type { RateLimits } from "./rate_limits.ts";
import type { Lane } from "./transport_settings.ts";
import type { TokenCounts } from "./completion.ts";

/** Whom a call goes to. */
export interface CallPlace {
  /** `model@provider[/tag]` */
  readonly endpoint: EndpointKey;
  /** The provider, under the name that it is set up by. */
  readonly provider: ProviderKey;
  /** `author/slug[:variant]` */
  readonly model: ModelKey;
  /** The hash of the key that the call is made with, see `credentialHash`; `null` without one. */
  readonly credential: string | null;
}

/** Where a breaker stands. */
export type BreakerState = "closed" | "open" | "half-open";

/**
 * Something that happened to calls. What measures (health, metrics, alerts, progress) listens to these and to nothing
 * else. `atMs` is the clock's monotonic time.
 */
export type CallEvent =
  /** A call waits for a permit. */
  | { readonly type: "queued"; readonly atMs: number; readonly place: CallPlace; readonly lane: Lane }
  /** A waiting call has its permit, or will never have one. */
  | {
    readonly type: "dequeued";
    readonly atMs: number;
    readonly place: CallPlace;
    readonly lane: Lane;
    readonly queueMs: number;
    readonly permitted: boolean;
  }
  /** A try is handed to the network; a replayed one never is. */
  | { readonly type: "started"; readonly atMs: number; readonly place: CallPlace; readonly try: number }
  /** A try has ended, a replayed one too. */
  | {
    readonly type: "ended";
    readonly atMs: number;
    readonly place: CallPlace;
    readonly try: number;
    readonly source: BilledSource;
    /** `null`: it was answered. */
    readonly errorKind: ErrorKind | null;
    readonly httpStatus: number | null;
    readonly latencyMs: number | null;
    readonly ttftMs: number | null;
    readonly outputTps: number | null;
    /** `null`: nothing was counted. */
    readonly usage: TokenCounts | null;
    /** An exact decimal string; `null` is unknown, or nobody priced it. */
    readonly costUsd: string | null;
    /** Whether tools were offered, and how many calls of them came back with arguments that are JSON. */
    readonly tools: { readonly offered: boolean; readonly calls: number; readonly valid: number };
  }
  /** A call will be tried again. */
  | {
    readonly type: "retry";
    readonly atMs: number;
    readonly place: CallPlace;
    /** The number of the try that failed. */
    readonly try: number;
    readonly waitMs: number;
    readonly errorKind: ErrorKind;
  }
  /** A breaker moved. */
  | {
    readonly type: "breaker";
    readonly atMs: number;
    /** An endpoint's, or that of a whole credential: `credential:…`. */
    readonly scope: string;
    readonly provider: ProviderKey;
    readonly from: BreakerState;
    readonly to: BreakerState;
    readonly reason: string;
    /** When a probe may go; `null` unless open. */
    readonly untilMs: number | null;
  }
  /** A response told of the account's limits. */
  | { readonly type: "limits"; readonly atMs: number; readonly place: CallPlace; readonly limits: RateLimits }
  /** An endpoint was chosen. */
  | {
    readonly type: "routed";
    readonly atMs: number;
    readonly model: ModelKey;
    readonly policy: string;
    readonly chosen: EndpointKey;
    readonly pinned: boolean;
  }
  /** A call goes on at another endpoint. */
  | {
    readonly type: "fallback";
    readonly atMs: number;
    readonly from: EndpointKey;
    readonly to: EndpointKey;
    readonly errorKind: ErrorKind;
  }
  /** A list of models was asked for. */
  | {
    readonly type: "list";
    readonly atMs: number;
    readonly provider: ProviderKey;
    readonly ok: boolean;
    /** `null`: the cache answered. */
    readonly latencyMs: number | null;
  };

/** Who is told. It must not throw, and must not wait. */
export type CallListener = (event: CallEvent) => void;
