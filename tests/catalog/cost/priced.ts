import type { EndpointRecord, ModelRecord, Price, Usage } from "../../../src/spec/mod.ts";

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

const UNKNOWN = {
  contextTokens: null,
  maxOutputTokens: null,
  parameters: null,
  extra: {},
  fetchedAt: "2026-08-01T00:00:00Z",
  tier: "cache",
  capabilities: {
    tools: "uncertain",
    json: "uncertain",
    jsonSchema: "uncertain",
    images: "uncertain",
    files: "uncertain",
    audio: "uncertain",
    reasoning: "uncertain",
    seed: "uncertain",
    logprobs: "uncertain",
    streaming: "uncertain",
  },
} as const;

/** An endpoint of the catalog with a price. */
export function endpointWith(price: Price | null): EndpointRecord {
  return {
    ...UNKNOWN,
    key: "acme/parrot@coop",
    model: "acme/parrot",
    provider: "coop",
    servedBy: "coop",
    tag: null,
    wireModel: "parrot",
    quantization: null,
    maxInputTokens: null,
    price,
    status: null,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
    fetchedAt: "2026-05-18T00:00:00Z",
  };
}

/** A model of the catalog with a price. */
export function modelWith(price: Price | null): ModelRecord {
  return {
    ...UNKNOWN,
    key: "acme/parrot",
    provider: "openrouter",
    wireModel: "acme/parrot",
    name: "Parrot",
    kind: "chat",
    aliases: [],
    aliasOf: null,
    createdOn: null,
    expiresOn: null,
    deprecated: false,
    replacedBy: null,
    knowledgeCutoff: null,
    inputModalities: null,
    outputModalities: null,
    price,
  };
}
