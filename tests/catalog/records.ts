import type { Capabilities, EndpointRecord, Fact, ModelRecord } from "../../src/spec/mod.ts";

const UNCERTAIN: Fact = "uncertain";
const CAPABILITIES: Capabilities = {
  tools: UNCERTAIN,
  json: UNCERTAIN,
  jsonSchema: UNCERTAIN,
  images: UNCERTAIN,
  files: UNCERTAIN,
  audio: UNCERTAIN,
  reasoning: UNCERTAIN,
  seed: UNCERTAIN,
  logprobs: UNCERTAIN,
  streaming: UNCERTAIN,
};

/** What a test says of a model; everything else is unknown. */
export type KnownModel = Partial<Omit<ModelRecord, "capabilities">> & {
  readonly key: string;
  readonly capabilities?: Partial<Capabilities>;
};

/** A record as an importer makes it. */
export function makeModel({ capabilities, ...known }: KnownModel): ModelRecord {
  return {
    provider: "openrouter",
    wireModel: known.key,
    name: known.key,
    kind: "chat",
    aliases: [],
    aliasOf: null,
    createdOn: null,
    expiresOn: null,
    deprecated: false,
    replacedBy: null,
    knowledgeCutoff: null,
    contextTokens: null,
    maxOutputTokens: null,
    inputModalities: null,
    outputModalities: null,
    parameters: null,
    price: null,
    extra: {},
    fetchedAt: "2026-08-01T00:00:00.000Z",
    tier: "api",
    ...known,
    capabilities: { ...CAPABILITIES, ...capabilities },
  };
}

/** A record of an endpoint as an importer makes it. */
export function makeEndpoint(known: Partial<EndpointRecord> & { readonly model: string }): EndpointRecord {
  const tag = known.tag === undefined ? "deepinfra/fp8" : known.tag;
  return {
    key: `${known.model}@openrouter${tag === null ? "" : `/${tag}`}`,
    provider: "openrouter",
    servedBy: tag?.split("/")[0] ?? "openrouter",
    tag,
    wireModel: known.model,
    quantization: null,
    contextTokens: null,
    maxInputTokens: null,
    maxOutputTokens: null,
    parameters: null,
    capabilities: CAPABILITIES,
    price: null,
    status: null,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
    extra: {},
    fetchedAt: "2026-08-01T00:00:00.000Z",
    tier: "api",
    ...known,
  };
}

/** A price by tokens, in US dollars per token. */
export function tokenPrice(inputUsd: string, outputUsd: string): ModelRecord["price"] {
  return { kind: "tokens", inputUsd, outputUsd };
}
