import type { KnownEndpoints, KnownEndpointsOptions } from "../../../src/routing/mod.ts";
import type { Capabilities, EndpointRecord } from "../../../src/spec/mod.ts";

/** What a record of a test says; the rest is unknown. */
export interface RecordFacts {
  readonly tools?: "yes" | "no" | "uncertain";
  readonly contextTokens?: number;
  readonly maxOutputTokens?: number;
  /** US dollars per million input tokens. */
  readonly input?: string;
  /** The same of output tokens. */
  readonly output?: string;
  readonly quantization?: string;
  readonly wireModel?: string;
}

/** The record of an endpoint: its key, and what is known of it. */
export function recordOf(key: string, facts: RecordFacts = {}): EndpointRecord {
  const [model, place] = key.split("@");
  const [provider, ...tag] = place.split("/");
  const perToken = (usd: string) => (Number(usd) / 1e6).toFixed(12);
  return {
    key,
    model,
    provider,
    servedBy: tag[0] ?? provider,
    tag: tag.length === 0 ? null : tag.join("/"),
    wireModel: facts.wireModel ?? model,
    quantization: facts.quantization ?? null,
    contextTokens: facts.contextTokens ?? null,
    maxInputTokens: null,
    maxOutputTokens: facts.maxOutputTokens ?? null,
    parameters: null,
    capabilities: { tools: facts.tools ?? "uncertain", json: "uncertain" } as Capabilities,
    price: facts.input === undefined
      ? null
      : { kind: "tokens", inputUsd: perToken(facts.input), outputUsd: perToken(facts.output ?? facts.input) },
    status: null,
    uptime: { last5m: null, last30m: null, last1d: null },
    ttftMs: null,
    outputTps: null,
    extra: {},
    fetchedAt: "2026-11-01T00:00:00Z",
    tier: "embedded",
  };
}

/** A catalog of these endpoints, which is asked as the real one is. */
export function catalogOf(records: readonly EndpointRecord[]) {
  return (
    { model = () => true, provider = () => true, tagged = false }: KnownEndpointsOptions,
  ): Promise<KnownEndpoints> =>
    Promise.resolve({
      endpoints: records.filter((record) => model(record.model) && provider(record.provider))
        .filter(({ tag }) => tagged || tag === null),
      models: [...new Set(records.map((record) => record.model))].sort(),
    });
}
