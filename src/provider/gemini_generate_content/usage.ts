import type { JsonObject, Warning } from "../../spec/mod.ts";
import { countOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";

/**
 * The token counts of an answer. Google counts thoughts beside the candidates, and what its own tools put into the
 * prompt beside the prompt; a count of 0 is left out. The total is the sum of the four.
 */
export function readUsage(raw: JsonObject | null): UsageReading {
  const prompt = countOrNull(raw?.promptTokenCount);
  const toolUse = countOrNull(raw?.toolUsePromptTokenCount);
  const thoughts = countOrNull(raw?.thoughtsTokenCount);
  const told = countOrNull(raw?.candidatesTokenCount);
  const total = countOrNull(raw?.totalTokenCount);
  const known = (prompt ?? 0) + (toolUse ?? 0) + (thoughts ?? 0) + (told ?? 0);
  const hidden = prompt === null || total === null ? 0 : total - known;
  const candidates = told ?? (prompt !== null && total !== null ? 0 : null);
  return {
    usage: {
      inputTokens: prompt === null ? null : prompt + (toolUse ?? 0),
      cacheReadTokens: countOrNull(raw?.cachedContentTokenCount),
      cacheWriteTokens: null,
      outputTokens: candidates === null ? null : candidates + (thoughts ?? 0) + Math.max(0, hidden),
      reasoningTokens: thoughts,
    },
    rawUsage: raw,
    reportedCostUsd: null,
    warnings: sumWarnings(hidden, total),
  };
}

function sumWarnings(hidden: number, total: number | null): Warning[] {
  if (hidden === 0) return [];
  const message = hidden > 0
    ? `The provider counts ${hidden} tokens more in total than in input and output: taken as output`
    : `The provider counts ${total} tokens in total, and ${-hidden} more in input and output`;
  return [{ code: "inconsistent", message }];
}
