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
  /** `run_20261121-055215-9fd48a8e`: runs sort by the time at which they began. */
  readonly runId: string;
  /** A tagged hash of what was sent: endpoint, request, repeat. */
  readonly cellId: string;
  /** The cell's place in the grid's order, from 0. */
  readonly cellIndex: number;
  /** From 1, over all turns of the cell. */
  readonly try: number;
  /** Which of the cell's calls this is a try of, from 1: a sample with turns makes several, one after the other. */
  readonly turn: number;
  /** Whether the cell ended with this try. */
  readonly final: boolean;
  /** The cell's axes, for people: `temperature=0.2 seed=1`; the empty string without axes. */
  readonly label: string;
  /** A tagged hash of model, provider and label: the same for all prompts and repeats. */
  readonly requestId: string;
  /** `model@provider[/tag]`. */
  readonly endpoint: string;
  /** `author/slug[:variant]`, not the id that the provider uses. */
  readonly model: string;
  /** The operator that serves the model: `deepinfra`. */
  readonly provider: string;
  /** The id of the prompt's sample. */
  readonly promptId: string;
  /** The how-many-th time the same was asked, from 1. */
  readonly repeat: number;
  /** The axes' values under their TOML names: `{ temperature: 0.2, seed: 1 }`. */
  readonly axes: { readonly [axis: string]: JsonValue };
  /** Of this try, whatever became of its cell. */
  readonly status: AttemptStatus;
  /** `null` when the status is `ok`. */
  readonly errorKind: ErrorKind | null;
  /** As the provider, the transport or the tape said it; `null` when the status is `ok`. */
  readonly errorMessage: string | null;
  /** `null` when no response came; can be 200 for a failed try, as errors come inside streams too. */
  readonly httpStatus: number | null;
  /** All input tokens, cached ones included; of a failed try, what the provider counted all the same. */
  readonly inputTokens: number | null;
  /** Of `inputTokens`, those read from the provider's cache. */
  readonly cacheReadTokens: number | null;
  /** Of `inputTokens`, those written to the provider's cache. */
  readonly cacheWriteTokens: number | null;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number | null;
  /** Of `outputTokens`, those spent on reasoning. */
  readonly reasoningTokens: number | null;
  /** An exact decimal string. */
  readonly costUsd: string | null;
  /** `null` when `costUsd` is. */
  readonly costSource: CostSource | null;
  /** From the hand-over of the request to the first token of any kind; `null` when not streamed, or failed. */
  readonly ttftMs: number | null;
  /** From the hand-over to the first token of the answer itself; `null` when not streamed, or failed. */
  readonly ttfoMs: number | null;
  /** From the hand-over to the last byte, or to the failure where no byte came. */
  readonly latencyMs: number | null;
  /** `(latencyMs - ttftMs) / (outputTokens - 1)`; `null` for one token or none, when not streamed, or failed. */
  readonly tpotMs: number | null;
  /** `1000 / tpotMs`, in tokens per second. */
  readonly outputTps: number | null;
  /** The wait for our own limits and breakers, never part of `latencyMs`. */
  readonly queueMs: number;
  /** The wait since the try before, never part of `latencyMs`; 0 for the first try. */
  readonly retryWaitMs: number;
  /** Tries of its turn before this one. */
  readonly retries: number;
  /** `null` for a failed try, and where the provider gave none. */
  readonly finishReason: FinishReason | null;
  /** By scorer name. */
  readonly scores: { readonly [scorer: string]: number | null };
  /** The mean of the scores that apply; `null` when none does. */
  readonly score: number | null;
  /** The text of the answer, without its reasoning; `null` when there is no answer. */
  readonly output: string | null;
  /** The first line of the output. */
  readonly summary: string | null;
  /** A tagged hash of `output`; `null` when there is no answer. */
  readonly outputHash: string | null;
  /** The request's key on the tape; `null` without a tape. */
  readonly cassetteKey: string | null;
  /** A replayed try keeps the cost and the latency that were recorded. */
  readonly source: BilledSource;
  /** Whether this run paid for it. */
  readonly billed: boolean;
  /** When the request was handed over; of a replayed try, when that was recorded. */
  readonly startedAt: string;
}
