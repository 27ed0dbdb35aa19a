import type { Completion } from "../../spec/mod.ts";
import { datedPrice } from "./_dated_price.ts";
import { priceCall, reportedCost, unknownCost } from "./_price_call.ts";
import type { CostBasis } from "./cost_of.ts";
import type { DetailedCost, MissingFact } from "./detailed_cost.ts";
import type { Priced } from "./priced.ts";

/** What one price can lack and another have. */
const NOT_IN_PRICE: readonly MissingFact[] = ["price", "webSearchUsd", "batchDiscount"];

/** What prices an answer whose provider does not report its cost, and what the price may depend on. */
export interface ActualCostOptions {
  /** The endpoint that answered, or its price. */
  readonly endpoint?: Priced | null;
  /** The model that answered, or its price: asked where the endpoint has none, or none for what was used. */
  readonly model?: Priced | null;
  /** When the call was made, in RFC 3339 in UTC; for a recorded answer, when it was recorded. */
  readonly at?: string | null;
  /** Whether the call was part of a batch; what the usage says of its tier counts too. */
  readonly batch?: boolean;
  /** Calls in flight at the endpoint, this one included, for prices by the hour. */
  readonly inFlight?: number | null;
  /** Images in the request, where the usage does not count them. */
  readonly images?: number | null;
}

/**
 * What an answer cost and why: as the provider reported it, else by the endpoint's price, else by the model's, else
 * unknown. Every cost comes with its source, where the price is from and of when, and the lines that it is the sum of.
 *
 * Costs are exact decimal strings of US dollars. An unknown one is `null`, never 0, and `missing` names what would be
 * needed: a count that costs nothing is not.
 *
 * @throws {RangeError} when `at` or a time of day in the price is none.
 * @throws {SyntaxError} when a rate is no decimal number.
 *
 * @example The lines of a cost
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { actualCost } from "@tapedeck/tapedeck";
 *
 * const usage = { inputTokens: 300_000, cacheReadTokens: null, cacheWriteTokens: null, outputTokens: 100, reasoningTokens: 60 };
 * const endpoint = {
 *   kind: "tokens",
 *   inputUsd: "0.00000125",
 *   outputUsd: "0.00001",
 *   overrides: [{ minPromptTokens: 200_000, rates: { inputUsd: "0.0000025", outputUsd: "0.000015" } }],
 * } as const;
 * const cost = actualCost({ usage, reportedCostUsd: null, timing: { latencyMs: 900 } }, { endpoint });
 * assertEquals(cost.usd, "0.7515");
 * assertEquals(cost.parts.map(({ name, usd }) => [name, usd]), [["input", "0.75"], ["output", "0.0006"], ["reasoning", "0.0009"]]);
 * assertEquals(cost.origin, { source: "user", asOf: null });
 * ```
 */
export function actualCost(
  answer: CostBasis | Completion,
  { endpoint = null, model = null, at = null, batch = false, inFlight = null, images = null }: ActualCostOptions,
): DetailedCost {
  if (answer.reportedCostUsd !== null) return reportedCost(answer.reportedCostUsd);
  const facts = { at, batch, inFlight, images, latencyMs: answer.timing.latencyMs };
  let cost = unknownCost("price");
  for (const priced of [endpoint, model]) {
    const dated = priced === null ? null : datedPrice(priced);
    if (dated === null) continue;
    cost = priceCall(dated, answer.usage, facts);
    // Another price is no substitute for what is not known of the call.
    if (!cost.missing.some((fact) => NOT_IN_PRICE.includes(fact))) return cost;
  }
  return cost;
}
