import type { ToolCall } from "./chat.ts";
import type { JsonValue } from "./json.ts";
import type { Timing } from "./timing.ts";

/** Tokens, meaning the same for every provider. `null` where the provider did not say: never 0 for unknown. */
export interface Usage {
  /** All input tokens, cached ones included. */
  readonly inputTokens: number | null;
  readonly cacheReadTokens: number | null;
  readonly cacheWriteTokens: number | null;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number | null;
  readonly reasoningTokens: number | null;
}

/** Why the model stopped. `other` keeps its own word in `rawFinishReason`. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "error" | "other";

/** Something that was asked for and could not be carried, or something odd in an answer. */
export interface Warning {
  readonly code: "unsupported" | "unparsed" | "inconsistent";
  readonly message: string;
}

/** A parsed answer. */
export interface Completion {
  readonly id: string | null;
  /** The model as the provider named it in the answer. */
  readonly model: string | null;
  readonly text: string;
  /** Reasoning text where the provider gives it, else the empty string. */
  readonly reasoning: string;
  readonly refusal: string | null;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: FinishReason | null;
  readonly rawFinishReason: string | null;
  readonly usage: Usage;
  /** The provider's own usage object. */
  readonly rawUsage: JsonValue;
  /** The cost as the provider reported it, in US dollars as a decimal string. */
  readonly reportedCostUsd: string | null;
  readonly timing: Timing;
  readonly warnings: readonly Warning[];
}
