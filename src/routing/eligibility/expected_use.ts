import { outputLimit } from "../../catalog/cost/mod.ts";
import type { RouteCandidate } from "../../spec/mod.ts";
import type { CandidateFacts } from "./candidate_facts.ts";
import type { RequestSize } from "./eligibility_input.ts";
import { useCost } from "./_use_cost.ts";

/** The length of an answer of which nothing is known, the same for all endpoints. */
const ASSUMED_OUTPUT_TOKENS = 512;

/** What a call is likely to use and to cost. */
export interface ExpectedUse extends Pick<RouteCandidate, "expectedUsd" | "expectedTokens"> {
  /** Where the length of the answer comes from: answers that were seen, the request's limit, or neither. */
  readonly basis: "seen" | "limit" | "assumed";
}

/**
 * What a call is likely to use and to cost at an endpoint: the prompt as it is counted, and an answer as long as those
 * that were seen, else as long as the request allows, else of 512 tokens, never longer than the endpoint can make it.
 * Where its price does not tell, it costs what its calls have cost.
 */
export function expectedUse(
  facts: CandidateFacts,
  { size, at }: { readonly size: RequestSize; readonly at?: string | null },
): ExpectedUse {
  const { promptTokens, maxTokens } = size;
  const seen = facts.meanOutputTokens ?? null;
  const basis = seen !== null ? "seen" : maxTokens !== null ? "limit" : "assumed";
  const likely = seen ?? maxTokens ?? ASSUMED_OUTPUT_TOKENS;
  const limit = facts.record === null ? null : outputLimit(facts.record, promptTokens);
  const output = Math.round(Math.min(likely, maxTokens ?? Infinity, limit ?? Infinity));
  return {
    expectedTokens: { input: promptTokens, output },
    expectedUsd: useCost(facts, { input: promptTokens, output, at }) ?? facts.meanCostUsd ?? null,
    basis,
  };
}
