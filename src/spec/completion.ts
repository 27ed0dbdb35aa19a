import type { AnswerPart, ToolCall } from "./chat.ts";
import type { JsonValue } from "./json.ts";
import type { Timing } from "./timing.ts";

/** Tokens, meaning the same for every provider. `null` where the provider did not say: never 0 for unknown. */
export interface TokenCounts {
  /** All input tokens, cached ones included. */
  readonly inputTokens: number | null;
  /** Of `inputTokens`, those read from the provider's cache. */
  readonly cacheReadTokens: number | null;
  /** Of `inputTokens`, those written to the provider's cache. */
  readonly cacheWriteTokens: number | null;
  /** All output tokens, reasoning included. */
  readonly outputTokens: number | null;
  /** Of `outputTokens`, those spent on reasoning. */
  readonly reasoningTokens: number | null;
}

/** What was used, as far as it is billed. */
export interface Usage extends TokenCounts {
  /** What else is billed apart; absent where the provider tells nothing of it. */
  readonly details?: UsageDetails;
}

/** What a few providers count and bill apart from plain tokens. Absent is unknown or none. */
export interface UsageDetails {
  /** Of `cacheWriteTokens`, those that are kept for an hour in place of five minutes. */
  readonly cacheWrite1hTokens?: number;
  /** Of `inputTokens`, those of sound. */
  readonly audioInputTokens?: number;
  /** Of `outputTokens`, those of sound. */
  readonly audioOutputTokens?: number;
  /** Of `outputTokens`, those of images. */
  readonly imageOutputTokens?: number;
  /** Images in the request. */
  readonly images?: number;
  /** Searches of the web that the provider made. */
  readonly webSearches?: number;
  /** What the answer was made at, in the provider's own word: `batch`, `flex`, `priority`. */
  readonly serviceTier?: string;
  /** Where the answer was made, in the provider's own word, as that can change its price: `us`. */
  readonly inferenceGeo?: string;
}

/** Why the model stopped. `other` keeps its own word in `rawFinishReason`. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "error" | "other";

/** Something that was asked for and could not be carried, or something odd in an answer. */
export interface Warning {
  /**
   * `unsupported` is about the request, `unkept` says that the ledger could not be written; the others are about the
   * answer.
   */
  readonly code: "unsupported" | "unparsed" | "inconsistent" | "unkept";
  /** For people: `Cannot send "top_k" as the provider does not take it`. */
  readonly message: string;
}

/** A parsed answer. */
export interface Completion {
  /** The wire format that the answer was read in, whose names stand in its parts; absent where it has none. */
  readonly wire?: string;
  /** The provider's own, to ask its support with; `null` where it gave none. */
  readonly id: string | null;
  /** The model as the provider named it in the answer. */
  readonly model: string | null;
  /** Who made the answer, as a router named it: `DeepInfra`; absent where none is named. */
  readonly servedBy?: string;
  /** Without the reasoning; the empty string where the answer has tool calls or a refusal only. */
  readonly text: string;
  /** Reasoning text where the provider gives it, else the empty string. */
  readonly reasoning: string;
  /** The words that the provider itself marks as a refusal, else `null`. */
  readonly refusal: string | null;
  /** In the order in which the model began them; empty when it made none. */
  readonly toolCalls: readonly ToolCall[];
  /**
   * The content in its order, where `text` alone does not carry what the next turn needs: signed reasoning, parts that
   * have no name here. See `assistantMessage`.
   */
  readonly parts?: readonly AnswerPart[];
  /** `null` where the provider gave none. */
  readonly finishReason: FinishReason | null;
  /** The provider's own word: `end_turn`. */
  readonly rawFinishReason: string | null;
  /** `rawUsage` in terms that mean the same for every provider. */
  readonly usage: Usage;
  /** The provider's own usage object. */
  readonly rawUsage: JsonValue;
  /** The cost as the provider reported it, in US dollars as a decimal string. */
  readonly reportedCostUsd: string | null;
  /** A replay has the recorded one. */
  readonly timing: Timing;
  /** Those of the request first. */
  readonly warnings: readonly Warning[];
}
