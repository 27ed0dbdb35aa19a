import type { Usage } from "../../spec/mod.ts";
import { datedPrice } from "./_dated_price.ts";
import { priceCall, unknownCost } from "./_price_call.ts";
import type { DetailedCost } from "./detailed_cost.ts";
import type { Priced } from "./priced.ts";

/** What a price may depend on beside what is used. */
export interface EstimateCostOptions {
  /** When the call would be made, in RFC 3339 in UTC. Only prices that differ by the time of day ask for it. */
  readonly at?: string | null;
  /** Whether it would be part of a batch. */
  readonly batch?: boolean;
  /** Calls in flight at the endpoint, this one included, for prices by the hour without slots. */
  readonly inFlight?: number | null;
  /** How long it would keep the endpoint busy, for prices by the hour. */
  readonly latencyMs?: number | null;
}

/**
 * What a call would cost by the price of a model or an endpoint of the catalog, or by a price itself. It is
 * {@linkcode actualCost} for a call that has not been made: same rules, same exact decimal strings of US dollars.
 *
 * @throws {RangeError} when `at` or a time of day in the price is none.
 * @throws {SyntaxError} when a rate is no decimal number.
 *
 * @example By night it is cheaper
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { estimateCost } from "@tapedeck/tapedeck";
 *
 * const price = {
 *   kind: "tokens",
 *   inputUsd: "0.000001",
 *   outputUsd: "0.000002",
 *   overrides: [{ utcStart: "16:30", utcEnd: "00:30", rates: { inputUsd: "0.0000005", outputUsd: "0.000001" } }],
 * } as const;
 * const usage = { inputTokens: 1000, cacheReadTokens: null, cacheWriteTokens: null, outputTokens: 500, reasoningTokens: null };
 * assertEquals(estimateCost(price, usage, { at: "2026-11-21T12:00:00Z" }).usd, "0.002");
 * assertEquals(estimateCost(price, usage, { at: "2026-11-22T00:15:00Z" }).usd, "0.001");
 * assertEquals(estimateCost(price, usage).missing, ["at"]);
 * ```
 */
export function estimateCost(
  priced: Priced,
  usage: Usage,
  { at = null, batch = false, inFlight = null, latencyMs = null }: EstimateCostOptions = {},
): DetailedCost {
  const dated = datedPrice(priced);
  if (dated === null) return unknownCost("price");
  return priceCall(dated, usage, { at, batch, inFlight, latencyMs, images: null });
}
