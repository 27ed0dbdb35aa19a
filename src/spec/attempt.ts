import type { ErrorKind } from "./failure.ts";
import type { FinishReason } from "./completion.ts";
import type { JsonValue } from "./json.ts";

/** How an attempt ended. `unrecordable`: answered and billed, but not kept, as a secret could not be scrubbed. */
export type AttemptStatus = "ok" | "failed" | "unrecordable";

/** Where an answer came from. */
export type BilledSource = "live" | "replay" | "resumed";

/** How a cost was found; `null` beside a `null` cost. `hour/slots` and `hour/in-flight` say what the hour was divided by. */
export type CostSource = "reported" | "tokens" | "hour/slots" | "hour/in-flight";

/** One HTTP try of one cell, failed ones too. Times are RFC 3339 in UTC, unknown is `null`. */
export interface Attempt {
  readonly runId: string;
  readonly cellId: string;
  readonly cellIndex: number;
  /** From 1. */
  readonly try: number;
  /** Whether the cell ended with this try. */
  readonly final: boolean;
  readonly label: string;
  readonly requestId: string;
  readonly endpoint: string;
  readonly model: string;
  readonly provider: string;
  readonly promptId: string;
  readonly repeat: number;
  readonly axes: { readonly [axis: string]: JsonValue };
  readonly status: AttemptStatus;
  readonly errorKind: ErrorKind | null;
  readonly errorMessage: string | null;
  readonly httpStatus: number | null;
  readonly inputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
  /** An exact decimal string. */
  readonly costUsd: string | null;
  readonly costSource: CostSource | null;
  readonly ttftMs: number | null;
  readonly ttfoMs: number | null;
  readonly latencyMs: number | null;
  readonly tpotMs: number | null;
  readonly outputTps: number | null;
  readonly queueMs: number;
  readonly retryWaitMs: number;
  /** Tries before this one. */
  readonly retries: number;
  readonly finishReason: FinishReason | null;
  /** By scorer name. */
  readonly scores: { readonly [scorer: string]: number | null };
  /** The mean of the scores that apply; `null` when none does. */
  readonly score: number | null;
  readonly output: string | null;
  /** The first line of the output. */
  readonly summary: string | null;
  readonly outputHash: string | null;
  readonly cassetteKey: string | null;
  readonly source: BilledSource;
  /** Whether this run paid for it. */
  readonly billed: boolean;
  readonly startedAt: string;
}
