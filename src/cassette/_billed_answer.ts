import type { BilledAnswer, WireOutcome, WireResponse } from "../spec/mod.ts";

/** What an answer is billed by, as its provider tells it. `outcome` is `null` where nobody can read the answer. */
export function billedAnswer(response: WireResponse, outcome: WireOutcome | null): BilledAnswer {
  const { status, cuts, headersMs, failure } = response;
  const billed = outcome?.ok ? outcome.completion : outcome?.failure.billed;
  return {
    status,
    latencyMs: failure?.atMs ?? cuts.at(-1)?.[1] ?? headersMs,
    usage: billed?.usage ?? null,
    reportedCostUsd: billed?.reportedCostUsd ?? null,
  };
}
