import type { JsonObject, UsageDetails } from "../../spec/mod.ts";
import { firstCount, objectOrNull } from "../_read.ts";
import type { UsageSource } from "./usage.ts";

type Counted = Exclude<keyof UsageDetails, "serviceTier" | "inferenceGeo">;

/** What is billed apart from plain tokens, as far as it is told and there was any; `null` for nothing. */
export function usageDetails({ usage, serviceTier, metadata }: UsageSource): UsageDetails | null {
  const counts: { [Name in Counted]?: number } = {};
  const add = (name: keyof typeof counts, ...values: unknown[]) => {
    const count = firstCount(...values);
    if (count !== null && count > 0) counts[name] = count;
  };
  if (usage !== null) {
    const input = objectOrNull(usage.prompt_tokens_details) ?? objectOrNull(usage.input_tokens_details);
    const output = objectOrNull(usage.completion_tokens_details) ?? objectOrNull(usage.output_tokens_details);
    add("cacheWrite1hTokens", ...writtenForAnHour(usage, metadata ?? null));
    add("audioInputTokens", input?.audio_tokens);
    add("audioOutputTokens", output?.audio_tokens);
    add("imageOutputTokens", output?.image_tokens);
    add(
      "webSearches",
      objectOrNull(usage.server_tool_use_details)?.web_search_requests, // OpenRouter
      objectOrNull(usage.server_tool_use)?.web_search_requests, // gateways to Anthropic
      usage.num_search_queries, // Perplexity
    );
  }
  const details = typeof serviceTier === "string" ? { ...counts, serviceTier } : counts;
  return Object.keys(details).length === 0 ? null : details;
}

/** Under Anthropic's own names, which gateways pass on. */
function writtenForAnHour(usage: JsonObject, metadata: JsonObject | null): unknown[] {
  const own = objectOrNull(objectOrNull(metadata?.anthropic)?.usage);
  return [usage, own].map((counts) => objectOrNull(counts?.cache_creation)?.ephemeral_1h_input_tokens);
}
