import type { Completion, Price } from "../../spec/mod.ts";
import { actualCost } from "./actual_cost.ts";
import type { Cost } from "./detailed_cost.ts";

/** What the cost of an answer depends on; a whole completion is one. */
export type CostBasis = Pick<Completion, "usage" | "reportedCostUsd"> & {
  /** How long the answer took. */
  readonly timing: Pick<Completion["timing"], "latencyMs">;
};

/** What a call's cost depends on beside its answer. */
export interface CostFacts {
  /** Calls in flight at its endpoint, itself included; `null` is unknown. Only prices by the hour ask for it. */
  readonly inFlight: number | null;
  /** When it was made, in RFC 3339 in UTC. Only prices that differ by the time of day ask for it. */
  readonly at?: string;
  /** Images in its request, where the usage does not count them. Only prices by the image ask for it. */
  readonly images?: number;
}

/**
 * What an answer cost: as the provider reported it, else from the endpoint's price. Unknown is `null`, never 0.
 *
 * Tokens read from a cache or written to one are taken out of the input and priced at their own rates, which fall back
 * to the input rate. A price per hour is multiplied by the latency and divided by the slots, or by `inFlight` where the
 * price names none. Exact decimals, rounded half to even to 12 places at the very end. {@linkcode actualCost} tells all
 * that the cost was made from.
 *
 * @example Cached tokens are not paid twice
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { costOf } from "@tapedeck/tapedeck";
 *
 * const usage = { inputTokens: 1000, cacheReadTokens: 900, cacheWriteTokens: null, outputTokens: 100, reasoningTokens: null };
 * const price = { kind: "tokens", inputUsd: "0.000003", outputUsd: "0.000015", cacheReadUsd: "0.0000003" } as const;
 * const cost = costOf({ usage, reportedCostUsd: null, timing: { latencyMs: 800 } }, price, { inFlight: null });
 * assertEquals(cost, { usd: "0.00207", source: "tokens" });
 * ```
 */
export function costOf(basis: CostBasis, price: Price | null, facts: CostFacts): Cost {
  const { usd, source } = actualCost(basis, { ...facts, endpoint: price });
  return { usd, source };
}
