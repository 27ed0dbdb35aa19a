import type { JsonObject } from "../../spec/mod.ts";
import { countOrNull, firstCount, objectOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";

/**
 * The token counts of an answer. Cohere bills less than it counts (`billed_units` leave out what it adds to a prompt and
 * to a call of a tool): what it bills is what was used, and what was made tells the time of a token. The cached tokens
 * are some of those that it counts, so nothing is known of them among the ones that it bills.
 */
export function readUsage(raw: JsonObject | null): UsageReading {
  const billed = objectOrNull(raw?.billed_units);
  const counted = objectOrNull(raw?.tokens);
  const isBilled = countOrNull(billed?.input_tokens) !== null;
  const outputTokens = firstCount(billed?.output_tokens, counted?.output_tokens);
  const reasoning = firstCount(counted?.reasoning_tokens, billed?.reasoning_tokens);
  return {
    usage: {
      inputTokens: firstCount(billed?.input_tokens, counted?.input_tokens),
      cacheReadTokens: isBilled ? null : countOrNull(raw?.cached_tokens),
      cacheWriteTokens: null,
      outputTokens,
      reasoningTokens: reasoning === null || outputTokens === null ? reasoning : Math.min(reasoning, outputTokens),
    },
    rawUsage: raw,
    reportedCostUsd: null,
    warnings: [],
    generatedTokens: firstCount(counted?.output_tokens, billed?.output_tokens),
  };
}
