import type { Capabilities, EndpointRecord, Fact, ModelRecord } from "../spec/mod.ts";

/**
 * The one endpoint that a provider's list of models tells of. Behind a router it is whichever the router takes: what the
 * model can do is then a hint only, as a single endpoint can do less.
 */
export function endpointOfModel(model: ModelRecord, { isRouter }: { readonly isRouter: boolean }): EndpointRecord {
  const { key, provider, wireModel, contextTokens, maxOutputTokens, parameters, price, fetchedAt, tier } = model;
  return {
    key: `${key}@${provider}`,
    model: key,
    provider,
    servedBy: provider,
    tag: null,
    wireModel,
    quantization: null,
    contextTokens,
    maxInputTokens: null,
    maxOutputTokens,
    parameters,
    capabilities: isRouter ? hinted(model.capabilities) : model.capabilities,
    price,
    status: null,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
    // Where a price was taken from goes with the price.
    extra: model.extra.enriched === undefined ? {} : { enriched: model.extra.enriched },
    fetchedAt,
    tier,
  };
}

function hinted(capabilities: Capabilities): Capabilities {
  const entries = Object.entries(capabilities) as [keyof Capabilities, Fact][];
  return Object.fromEntries(
    entries.map(([name, fact]) => [name, fact === "no" ? "no" : "uncertain"]),
  ) as unknown as Capabilities;
}
