import type { EndpointRecord, ModelRecord, Price, Usage } from "../../../src/spec/mod.ts";
import { makeEndpoint, makeModel } from "../records.ts";

/** Usage with nothing told but what is given. */
export function usageOf(given: Partial<Usage> = {}): Usage {
  return {
    inputTokens: null,
    cacheReadTokens: null,
    cacheWriteTokens: null,
    outputTokens: null,
    reasoningTokens: null,
    ...given,
  };
}

/** A price of a dollar per million tokens in and two out, with what is given. */
export function priceOf(given: Partial<Extract<Price, { kind: "tokens" }>> = {}): Extract<Price, { kind: "tokens" }> {
  return { kind: "tokens", inputUsd: "0.000001", outputUsd: "0.000002", ...given };
}

/** An endpoint of the catalog with a price. */
export function endpointWith(price: Price | null): EndpointRecord {
  return makeEndpoint({
    key: "acme/parrot@coop",
    model: "acme/parrot",
    provider: "coop",
    servedBy: "coop",
    tag: null,
    price,
    fetchedAt: "2026-05-18T00:00:00Z",
  });
}

/** A model of the catalog with a price. */
export function modelWith(price: Price | null): ModelRecord {
  return makeModel({ key: "acme/parrot", price, fetchedAt: "2026-08-01T00:00:00Z" });
}
