import type { CostSource, PriceOrigin } from "../../spec/mod.ts";

/** A cost in US dollars as an exact decimal string, and how it was found; both `null` when it is unknown. */
export interface Cost {
  /** US dollars. */
  readonly usd: string | null;
  /** How it was found. */
  readonly source: CostSource | null;
}

/** What one line of a cost is for. `time` is the busy time of a price by the hour, `reported` all that was reported. */
export type CostPartName =
  | "input"
  | "cacheRead"
  | "cacheWrite"
  | "cacheWrite1h"
  | "audioInput"
  | "output"
  | "reasoning"
  | "audioOutput"
  | "imageOutput"
  | "request"
  | "image"
  | "webSearch"
  | "time"
  | "reported";

/** One line of a cost. */
export interface CostPart {
  /** What is paid for. */
  readonly name: CostPartName;
  /** How many: tokens, requests, images, searches; of `time`, milliseconds. */
  readonly count: number;
  /** US dollars for one of them, before any discount; `null` where the provider reported a sum. */
  readonly rateUsd: string | null;
  /** US dollars for all of them, with what the place adds and discounts taken off: exact, and not rounded yet. */
  readonly usd: string;
}

/**
 * Why a cost is unknown: there is no price; a count that costs something; a rate (a search of the web, a batch, a tier of
 * service, a place) that the price does not name; the time of the call, by which the price differs; how long an endpoint that is
 * paid by the hour was busy, or with how many calls.
 */
export type MissingFact =
  | "price"
  | "inputTokens"
  | "outputTokens"
  | "webSearchUsd"
  | "batchDiscount"
  | "serviceTier"
  | "inferenceGeo"
  | "at"
  | "condition"
  | "latencyMs"
  | "inFlight";

/** A cost with all that it was made from. */
export interface DetailedCost extends Cost {
  /** Of the price that was used; `null` where the provider reported the cost, and where it is unknown. */
  readonly origin: PriceOrigin | null;
  /** Their sum, rounded once, half to even, to 12 places, is `usd`; empty when that is `null`. */
  readonly parts: readonly CostPart[];
  /** What is not known and would be needed; empty when the cost is known. */
  readonly missing: readonly MissingFact[];
}
