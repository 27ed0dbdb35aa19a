import type { JsonObject, UsageDetails, Warning } from "../../spec/mod.ts";
import { money } from "../_money.ts";
import { countOrNull, isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";

/** What stands in the place of a region where models have none. */
const NO_GEO = "not_available";

/**
 * The token counts of an answer. Anthropic's `input_tokens` leave out what was read from and written to the cache, and
 * its totals leave out what was spent on making the context smaller (`compaction`); both are added.
 */
export function readUsage(raw: JsonObject | null): UsageReading {
  const compactions = listOf(raw?.iterations).filter(isObject).filter(({ type }) => type === "compaction");
  const parts = raw === null ? [] : [raw, ...compactions];
  const cacheReadTokens = sumOf(parts, (part) => countOrNull(part.cache_read_input_tokens));
  const cacheWriteTokens = sumOf(parts, writtenTokens);
  const plainTokens = countOrNull(raw?.input_tokens) === null
    ? null
    : sumOf(parts, (part) => countOrNull(part.input_tokens));
  return {
    usage: {
      inputTokens: plainTokens === null ? null : plainTokens + (cacheReadTokens ?? 0) + (cacheWriteTokens ?? 0),
      cacheReadTokens,
      cacheWriteTokens,
      outputTokens: sumOf(parts, (part) => countOrNull(part.output_tokens)),
      reasoningTokens: countOrNull(objectOrNull(raw?.output_tokens_details)?.thinking_tokens),
      ...detailsOf(raw, parts),
    },
    rawUsage: raw,
    // Gateways with this door say what an answer cost.
    reportedCostUsd: money(raw?.cost)?.toString() ?? null,
    warnings: advisorWarnings(raw),
  };
}

/** What is billed apart or at another price. */
function detailsOf(raw: JsonObject | null, parts: readonly JsonObject[]): { details?: UsageDetails } {
  const cacheWrite1hTokens = sumOf(
    parts,
    (part) => countOrNull(objectOrNull(part.cache_creation)?.ephemeral_1h_input_tokens),
  );
  const webSearches = countOrNull(objectOrNull(raw?.server_tool_use)?.web_search_requests);
  const serviceTier = textOrNull(raw?.service_tier);
  const inferenceGeo = textOrNull(raw?.inference_geo);
  const details: UsageDetails = {
    ...(cacheWrite1hTokens ? { cacheWrite1hTokens } : {}),
    ...(webSearches ? { webSearches } : {}),
    ...(serviceTier === null ? {} : { serviceTier }),
    ...(inferenceGeo === null || inferenceGeo === NO_GEO ? {} : { inferenceGeo }),
  };
  return Object.keys(details).length === 0 ? {} : { details };
}

/** All that was written to the cache, for five minutes or for an hour. */
function writtenTokens(part: JsonObject): number | null {
  const written = countOrNull(part.cache_creation_input_tokens);
  const creation = objectOrNull(part.cache_creation);
  if (written !== null || creation === null) return written;
  return sumOf([creation.ephemeral_5m_input_tokens, creation.ephemeral_1h_input_tokens], countOrNull);
}

/** An advisor is another model at another price: what it used is in no total. */
function advisorWarnings(raw: JsonObject | null): Warning[] {
  const models = listOf(raw?.iterations).filter(isObject)
    .filter(({ type }) => type === "advisor_message").map(({ model }) => String(model));
  if (models.length === 0) return [];
  const names = [...new Set(models)].join(", ");
  return [{
    code: "inconsistent",
    message: `The usage leaves out what the advisor used, which is billed apart: ${names}`,
  }];
}

/** The sum of what is known; `null` where nothing is. */
function sumOf<T>(parts: readonly T[], count: (part: T) => number | null): number | null {
  const known = parts.map(count).filter((tokens) => tokens !== null);
  return known.length === 0 ? null : known.reduce((sum, tokens) => sum + tokens, 0);
}
