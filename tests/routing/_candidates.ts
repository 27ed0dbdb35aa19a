import type { CandidateFacts } from "../../src/routing/eligibility/mod.ts";
import type { Capabilities, EndpointRecord, Health, TokenPrice } from "../../src/spec/mod.ts";

/** The model of all candidates. */
export const MODEL = "acme/x1";

const CAPABILITIES: Capabilities = {
  tools: "yes",
  json: "yes",
  jsonSchema: "yes",
  images: "yes",
  files: "yes",
  audio: "yes",
  reasoning: "yes",
  seed: "yes",
  logprobs: "yes",
  streaming: "yes",
};

/** What a test says of a candidate; all else is as any good endpoint has it. */
export interface CandidateTraits {
  readonly record?: Partial<Omit<EndpointRecord, "capabilities">> & { readonly capabilities?: Partial<Capabilities> };
  /** `null`: the catalog knows nothing of it. */
  readonly known?: null;
  readonly health?: Partial<Health>;
  readonly meanOutputTokens?: number;
  readonly baseUrl?: string;
}

/** US dollars per million tokens of input and output. */
export function price(inputPerMillion: number, outputPerMillion: number): TokenPrice {
  const perToken = (usd: number) => (usd / 1e6).toFixed(12);
  return { kind: "tokens", inputUsd: perToken(inputPerMillion), outputUsd: perToken(outputPerMillion) };
}

/** `place` is a provider with or without a tag: `openrouter/azure`. */
export function candidate(place: string, traits: CandidateTraits = {}): CandidateFacts {
  const [provider, ...tag] = place.split("/");
  const key = `${MODEL}@${place}`;
  const { capabilities, ...facts } = traits.record ?? {};
  const record: EndpointRecord = {
    key,
    model: MODEL,
    provider,
    servedBy: tag[0] ?? provider,
    tag: tag.length === 0 ? null : tag.join("/"),
    wireModel: "x1",
    quantization: "bf16",
    contextTokens: 128_000,
    maxInputTokens: null,
    maxOutputTokens: null,
    parameters: ["temperature", "seed", "max_tokens", "tools"],
    capabilities: { ...CAPABILITIES, ...capabilities },
    price: price(1, 2),
    status: null,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
    extra: {},
    fetchedAt: "2026-11-21T00:00:00Z",
    tier: "embedded",
    ...facts,
  };
  return {
    endpoint: {
      key,
      model: MODEL,
      provider,
      baseUrl: traits.baseUrl ?? `https://api.${provider}.example/v1`,
      wireModel: "x1",
      wire: "openai-chat",
      price: null,
      credential: null,
    },
    record: traits.known === null ? null : record,
    health: traits.health === undefined ? null : health({ key, ...traits.health }),
    meanOutputTokens: traits.meanOutputTokens ?? null,
  };
}

/** What was seen of an endpoint. */
export function health(traits: Partial<Health>): Health {
  return {
    key: `${MODEL}@somewhere`,
    state: "healthy",
    reasons: [],
    score: 1,
    calls: 100,
    errorRate: 0,
    ttftMs: null,
    latencyMs: null,
    outputTps: null,
    breaker: "closed",
    seenAt: "2026-11-21T00:00:00Z",
    ...traits,
  };
}
