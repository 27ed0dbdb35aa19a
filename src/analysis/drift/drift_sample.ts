import type { FinishReason } from "../../spec/mod.ts";

/** One recorded call, as far as it is compared. Unknown is `null`, never 0. */
export interface DriftSample {
  /** In its cassette; the header is line 1. */
  readonly line: number;
  /** When the request was handed over. RFC 3339, UTC. */
  readonly at: string;
  /** What made its key its caller's own: a cell and a try. */
  readonly scope: string | null;
  /** Whether an answer came. */
  readonly ok: boolean;
  /** Of HTTP; `null` when no response came. */
  readonly status: number | null;
  /** What went wrong, in a word; `null` where an answer came. */
  readonly failure: string | null;
  /** The text of the answer; of an answer that is no chat, its JSON without ids and times. `null`: there is no answer. */
  readonly output: string | null;
  /** The calls of tools as JSON, names and arguments alone; `null` where there are none. */
  readonly toolCalls: string | null;
  /** Why the model stopped. */
  readonly finishReason: FinishReason | null;
  /** The model as the answer names it. */
  readonly model: string | null;
  /** Who made the answer, as a router named it. */
  readonly servedBy: string | null;
  /** What OpenAI and others call the `system_fingerprint` of an answer. */
  readonly fingerprint: string | null;
  /** All input tokens. */
  readonly inputTokens: number | null;
  /** Of the input tokens, those read from the provider's cache. */
  readonly cacheReadTokens: number | null;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number | null;
  /** Of the output tokens, those spent on reasoning. */
  readonly reasoningTokens: number | null;
  /** From the hand-over to the first token of any kind, in milliseconds. */
  readonly ttftMs: number | null;
  /** From the hand-over to the last byte, in milliseconds. */
  readonly latencyMs: number | null;
  /** Per output token after the first, in milliseconds. */
  readonly tpotMs: number | null;
  /** In US dollars, as the provider reported it. */
  readonly reportedCostUsd: number | null;
  /** In US dollars, by the price that was given. */
  readonly costUsd: number | null;
}
