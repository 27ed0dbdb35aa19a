import type { JsonObject, UsageDetails, Warning } from "../../spec/mod.ts";
import { countOrNull, isObject, listOf, textOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";

/**
 * The token counts of an answer. Google counts thoughts beside the candidates, and what its own tools put into the
 * prompt beside the prompt; a count of 0 is left out. The total is the sum of the four.
 */
export function readUsage(raw: JsonObject | null, { webSearches = 0 } = {}): UsageReading {
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
      ...detailsOf(raw, webSearches),
    },
    rawUsage: raw,
    reportedCostUsd: null,
    warnings: sumWarnings(hidden, total),
  };
}

/** What is billed at a price of its own, as far as it is told and there was any. */
function detailsOf(raw: JsonObject | null, webSearches: number): { details?: UsageDetails } {
  const audioInputTokens = tokensOf("AUDIO", raw?.promptTokensDetails);
  const audioOutputTokens = tokensOf("AUDIO", raw?.candidatesTokensDetails);
  const imageOutputTokens = tokensOf("IMAGE", raw?.candidatesTokensDetails);
  const serviceTier = textOrNull(raw?.serviceTier) ?? tierOf(textOrNull(raw?.trafficType));
  const details: UsageDetails = {
    ...(audioInputTokens > 0 ? { audioInputTokens } : {}),
    ...(audioOutputTokens > 0 ? { audioOutputTokens } : {}),
    ...(imageOutputTokens > 0 ? { imageOutputTokens } : {}),
    ...(webSearches > 0 ? { webSearches } : {}),
    ...(serviceTier === null ? {} : { serviceTier }),
  };
  return Object.keys(details).length === 0 ? {} : { details };
}

function tokensOf(modality: string, details: unknown): number {
  const counts = listOf(details).filter(isObject).filter((detail) => detail.modality === modality)
    .map(({ tokenCount }) => countOrNull(tokenCount) ?? 0);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Vertex AI's word for it: `ON_DEMAND_FLEX` is the tier that the other API calls `flex`. */
function tierOf(traffic: string | null): string | null {
  const tier = traffic === null ? null : /^ON_DEMAND_(\w+)$/.exec(traffic);
  return tier === null ? traffic : tier[1].toLowerCase();
}

function sumWarnings(hidden: number, total: number | null): Warning[] {
  if (hidden === 0) return [];
  const message = hidden > 0
    ? `The provider counts ${hidden} tokens more in total than in input and output: taken as output`
    : `The provider counts ${total} tokens in total, and ${-hidden} more in input and output`;
  return [{ code: "inconsistent", message }];
}
