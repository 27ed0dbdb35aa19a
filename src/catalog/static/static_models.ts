import type { EndpointRecord, ModelRecord, Price, ProviderKey } from "../../spec/mod.ts";
import { DEEPINFRA_MODELS, PERPLEXITY_MODELS, type StaticModel, XAI_MODELS } from "./_static_lists.ts";

const LISTS: ReadonlyMap<ProviderKey, readonly StaticModel[]> = new Map([
  ["deepinfra", DEEPINFRA_MODELS],
  ["perplexity", PERPLEXITY_MODELS],
  ["xai", XAI_MODELS],
]);

/** What ships of a router's list, which the facts of static lists are taken from. */
export interface StaticSources {
  /** By any names; those of a model's own author count. */
  readonly models: readonly ModelRecord[];
  /** Those that the provider serves count. */
  readonly endpoints: readonly EndpointRecord[];
}

/**
 * The models of a provider whose list cannot be had: the names that it takes, with the limits and prices that a router's
 * list has of them. `null` where no list ships for the provider.
 *
 * Each record's `fetchedAt` is of when its price is: that of the endpoint which the provider itself serves behind the
 * router, else that of the model, whose author the provider then is.
 */
export function staticModels(provider: ProviderKey, sources: StaticSources): readonly ModelRecord[] | null {
  const list = LISTS.get(provider);
  if (list === undefined) return null;
  const models = new Map(sources.models.map((model) => [model.key, model]));
  const endpoints = new Map(sources.endpoints.map((endpoint) => [`${endpoint.model}@${endpoint.tag}`, endpoint]));
  return list.flatMap((each) => {
    const model = models.get(each.of);
    const endpoint = each.tag === undefined ? undefined : endpoints.get(`${each.of}@${each.tag}`);
    return model === undefined ? [] : [staticModel(each, { provider, model, endpoint })];
  });
}

interface Found {
  readonly provider: ProviderKey;
  readonly model: ModelRecord;
  readonly endpoint: EndpointRecord | undefined;
}

function staticModel(given: StaticModel, { provider, model, endpoint }: Found): ModelRecord {
  const price = (endpoint ?? model).price;
  return {
    ...model,
    provider,
    key: given.key ?? given.of,
    wireModel: given.wireModel,
    aliases: [],
    contextTokens: (endpoint ?? model).contextTokens,
    maxOutputTokens: (endpoint ?? model).maxOutputTokens,
    parameters: (endpoint ?? model).parameters,
    capabilities: endpoint === undefined ? model.capabilities : withHints(endpoint, model),
    price: price === null || given.requestUsd === undefined ? price : withFee(price, given.requestUsd),
    extra: {},
    fetchedAt: (endpoint ?? model).fetchedAt,
    tier: "embedded",
  };
}

/** What the endpoint's list does not tell the model's does: for one endpoint of one author both are the same. */
function withHints(endpoint: EndpointRecord, model: ModelRecord): ModelRecord["capabilities"] {
  const entries = Object.entries(endpoint.capabilities) as [keyof ModelRecord["capabilities"], string][];
  return Object.fromEntries(
    entries.map(([name, fact]) => [name, fact === "uncertain" && model.capabilities[name] === "no" ? "no" : fact]),
  ) as unknown as ModelRecord["capabilities"];
}

/** The fee pays for the searches that the request makes. */
function withFee(price: Price, requestUsd: string): Price {
  return price.kind === "tokens" ? { ...price, requestUsd, webSearchUsd: "0" } : price;
}
