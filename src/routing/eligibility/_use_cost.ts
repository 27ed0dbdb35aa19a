import { estimateCost } from "../../catalog/cost/mod.ts";
import type { CandidateFacts } from "./candidate_facts.ts";
import { expectedLatencyMs } from "./expected_latency_ms.ts";
import { priceOf } from "./_price_of.ts";

/** What so many tokens cost at an endpoint, as an exact decimal string; `null` is unknown. */
export function useCost(
  facts: CandidateFacts,
  { input, output, at }: { readonly input: number; readonly output: number; readonly at?: string | null },
): string | null {
  const price = priceOf(facts);
  if (price === null) return null;
  const usage = {
    inputTokens: input,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: output,
    reasoningTokens: null,
  };
  const latencyMs = expectedLatencyMs(facts, output)?.ms ?? null;
  return estimateCost(price, usage, { at: at ?? null, latencyMs, inFlight: 1 }).usd;
}
