import { CAPABILITY_WORDS } from "../../base/mod.ts";
import { type MergedModel, standingOf } from "../../catalog/mod.ts";
import type { HealthState, ModelRecord, Price, ProviderAdapter } from "../../spec/mod.ts";
import type { ModelInfo } from "./model_info.ts";

/** What is known of a model beside its record. */
export interface ModelInfoFacts {
  /** Whose list it is. */
  readonly provider: ProviderAdapter;
  /** Of the provider, and of the model's endpoint there. */
  readonly health: { readonly provider: HealthState; readonly endpoint: HealthState };
  /** Why its list is no fresher; `null`: it is fresh. */
  readonly problem: string | null;
  /** Now: what has gone. */
  readonly at: Date;
}

/** A model as the API has it. What is unknown is left out. */
export function modelInfoOf({ id, record, source }: MergedModel, facts: ModelInfoFacts): ModelInfo {
  const { provider, key, capabilities, extra: { description } } = record;
  const version = apiVersionOf(facts.provider);
  const limit = rateLimitOf(facts.provider);
  const error = errorOf(facts);
  return {
    id,
    provider,
    name: record.name,
    // A sentence made of facts would pass for the provider's own words.
    ...(typeof description === "string" && description !== "" ? { description } : {}),
    model: key,
    endpoint: record.declared ?? `${key}@${provider}`,
    kind: record.kind,
    capabilities: [...CAPABILITY_WORDS].filter(([, name]) => capabilities[name] === "yes").map(([word]) => word),
    premium: !isFree(record.price),
    vision: capabilities.images === "yes",
    ...(isCount(record.contextTokens) ? { contextMax: record.contextTokens } : {}),
    ...(isCount(record.maxOutputTokens) ? { outputMax: record.maxOutputTokens } : {}),
    ...(version === null ? {} : { apiVersion: version }),
    status: statusOf(record, facts),
    lastChecked: record.fetchedAt,
    tier: record.tier,
    ...(error === null ? {} : { errorMessage: error }),
    ...(facts.health.provider === "unknown" ? {} : { providerHealth: facts.health.provider }),
    ...(record.price === null ? {} : { pricing: pricingOf(record.price) }),
    ...(limit === null ? {} : { rateLimit: limit }),
    source,
  };
}

function isCount(tokens: number | null): tokens is number {
  return tokens !== null && Number.isSafeInteger(tokens) && tokens > 0;
}

/** What its list says of it, unless calls have shown that it is worse. */
function statusOf(record: ModelRecord, { health, at }: ModelInfoFacts): ModelInfo["status"] {
  const { status } = standingOf({ records: [record], endpoints: [], isPromoted: false, isListed: true, at });
  if (health.endpoint === "down" || health.provider === "down") return "unavailable";
  return status === "available" && health.endpoint === "degraded" ? "limited" : status;
}

function errorOf({ health, problem }: ModelInfoFacts): string | null {
  if (health.provider === "down") return "Calls of its provider fail";
  return health.endpoint === "down" ? "Calls of it fail" : problem;
}

/** Nobody gives away what has no price tag. */
function isFree(price: Price | null): boolean {
  if (price === null) return false;
  if (price.kind === "hour") return Number(price.hourUsd) === 0;
  return [price.inputUsd, price.outputUsd, price.requestUsd ?? "0"].every((rate) => Number(rate) === 0);
}

function pricingOf(price: Price): NonNullable<ModelInfo["pricing"]> {
  if (price.kind === "hour") return { currency: "USD", exact: { hour: price.hourUsd }, conditional: false };
  const { inputUsd, outputUsd, cacheReadUsd, cacheWriteUsd, requestUsd, overrides = [] } = price;
  return {
    input: Number(inputUsd),
    output: Number(outputUsd),
    currency: "USD",
    exact: {
      input: inputUsd,
      output: outputUsd,
      ...(cacheReadUsd === undefined ? {} : { cacheRead: cacheReadUsd }),
      ...(cacheWriteUsd === undefined ? {} : { cacheWrite: cacheWriteUsd }),
      ...(requestUsd === undefined ? {} : { request: requestUsd }),
    },
    conditional: overrides.length > 0,
  };
}

/** Providers have it as the last part of their base path: `/api/v1`. */
function apiVersionOf({ basePath }: ProviderAdapter): string | null {
  const last = basePath.split("/").at(-1)!;
  return /^v\d\w*$/.test(last) ? last : null;
}

function rateLimitOf(
  { limits: { requestsPerMinute, tokensPerMinute } }: ProviderAdapter,
): ModelInfo["rateLimit"] | null {
  if (requestsPerMinute === undefined && tokensPerMinute === undefined) return null;
  return {
    ...(requestsPerMinute === undefined ? {} : { requestsPerMinute }),
    ...(tokensPerMinute === undefined ? {} : { tokensPerMinute }),
  };
}
