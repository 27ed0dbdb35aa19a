import { Decimal } from "../../base/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import { money } from "../_money.ts";
import { countOrNull, firstCount, isObject, objectOrNull } from "../_read.ts";
import type { UsageReading } from "../_usage_reading.ts";
import { usageDetails } from "./_usage_details.ts";

/** xAI counts money in ticks: this many make a US dollar. */
const TICKS_PER_USD = Decimal.fromInteger(10_000_000_000);

/** Where an answer says what it used, beside the model that it came from. */
export interface UsageSource {
  readonly usage: JsonObject | null;
  /** llama.cpp's own counters. */
  readonly timings: JsonObject | null;
  readonly model: string | null;
  /** What the answer was made at, in the provider's own word. */
  readonly serviceTier?: string | null;
  /** What Vercel's gateway passes on of the provider that answered. */
  readonly metadata?: JsonObject | null;
}

/** The token counts and the cost of an answer. A count that the provider did not give is `null`. */
export function readUsage(source: UsageSource): UsageReading {
  const raw = source.usage;
  const details = objectOrNull(raw?.prompt_tokens_details) ?? objectOrNull(raw?.input_tokens_details);
  const timings = source.timings;
  const cacheReadTokens = firstCount(
    details?.cached_tokens,
    raw?.prompt_cache_hit_tokens, // DeepSeek
    raw?.cached_tokens, // Together, Moonshot
    raw?.num_cached_tokens, // Mistral
    raw?.cache_read_input_tokens, // gateways to Anthropic
    timings?.cache_n, // llama.cpp
  );
  const cacheWriteTokens = firstCount(
    details?.cache_write_tokens,
    details?.cache_creation_tokens,
    raw?.cache_creation_input_tokens, // Vercel
  );
  const output = readOutput(source);
  const billedApart = usageDetails(source);
  return {
    usage: {
      inputTokens: readInput(source),
      cacheReadTokens,
      cacheWriteTokens,
      outputTokens: output.tokens,
      reasoningTokens: output.reasoning,
      ...(billedApart === null ? {} : { details: billedApart }),
    },
    rawUsage: raw ?? timings,
    reportedCostUsd: raw === null ? null : readCost(raw),
    warnings: output.warning === null ? [] : [{ code: "inconsistent", message: output.warning }],
  };
}

function readInput({ usage, timings }: UsageSource): number | null {
  const prompt = firstCount(usage?.prompt_tokens, usage?.input_tokens);
  const total = countOrNull(usage?.total_tokens);
  const completion = countOrNull(usage?.completion_tokens);
  // Mistral leaves the tokens of sound out of `prompt_tokens`, and counts them in the total.
  if (prompt !== null && countsSoundApart(usage) && total !== null && completion !== null) {
    return Math.max(prompt, total - completion);
  }
  return prompt ?? sumOrNull(timings?.prompt_n, timings?.cache_n ?? 0);
}

interface OutputReading {
  readonly tokens: number | null;
  readonly reasoning: number | null;
  readonly warning: string | null;
}

/**
 * OpenAI's `completion_tokens` include the reasoning. xAI, Vercel's gateway to Gemini and Gemini's own OpenAI door leave
 * it out, which shows in the sums.
 */
function readOutput({ usage, timings, model }: UsageSource): OutputReading {
  const details = objectOrNull(usage?.completion_tokens_details) ?? objectOrNull(usage?.output_tokens_details);
  const reasoning = firstCount(details?.reasoning_tokens, usage?.reasoning_tokens);
  const visible = firstCount(usage?.completion_tokens, usage?.output_tokens, timings?.predicted_n);
  if (usage === null || visible === null) return { tokens: visible, reasoning, warning: null };
  const prompt = firstCount(usage.prompt_tokens, usage.input_tokens);
  const total = countOrNull(usage.total_tokens);
  if (reasoning !== null && reasoning > 0) {
    const addsUp = prompt !== null && total === prompt + visible + reasoning;
    const isVercelGemini = usage.market_cost !== undefined && (model ?? "").startsWith("google/");
    if (addsUp || isVercelGemini) return { tokens: visible + reasoning, reasoning, warning: null };
    if (reasoning > visible) {
      const warning = `The provider counts ${reasoning} reasoning tokens within ${visible} output tokens`;
      return isOpenRouter(usage)
        ? { tokens: visible, reasoning: visible, warning }
        : { tokens: visible + reasoning, reasoning, warning };
    }
  }
  const hidden = prompt === null || total === null ? 0 : total - prompt - visible;
  if (hidden > 0 && reasoning === null && !countsSoundApart(usage)) {
    const warning = `The provider counts ${hidden} tokens more in total than in input and output: taken as output`;
    return { tokens: visible + hidden, reasoning, warning };
  }
  return { tokens: visible, reasoning, warning: null };
}

/** OpenRouter counts reasoning with another tokenizer, so that it can be a few tokens more than the output it is in. */
function isOpenRouter(usage: JsonObject): boolean {
  return isObject(usage.cost_details) && usage.market_cost === undefined;
}

function countsSoundApart(usage: JsonObject | null): boolean {
  const seconds = usage?.prompt_audio_seconds;
  return seconds !== undefined && seconds !== null;
}

function readCost(usage: JsonObject): string | null {
  const cost = usage.cost;
  if (isObject(cost)) return money(cost.total_cost)?.toString() ?? null; // Perplexity
  const ticks = money(usage.cost_in_usd_ticks);
  if (ticks !== null) return ticks.dividedBy(TICKS_PER_USD, 10).toString();
  const paid = money(cost) ?? money(usage.estimated_cost); // DeepInfra's name
  if (paid === null) return null;
  // With a key of one's own, OpenRouter's cost is its fee alone: the provider's part is billed elsewhere, but is paid.
  const upstream = usage.is_byok === true ? money(objectOrNull(usage.cost_details)?.upstream_inference_cost) : null;
  return (upstream === null ? paid : paid.plus(upstream)).toString();
}

function sumOrNull(...values: unknown[]): number | null {
  let sum = 0;
  for (const value of values) {
    const count = countOrNull(value);
    if (count === null) return null;
    sum += count;
  }
  return sum;
}
