import type { EndpointRecord, ModelKey, ModelRecord, ProviderKey } from "../spec/mod.ts";

/** What `enrich` looks models up in: made once, for many models. */
export interface EnrichIndex {
  /** The same model in the lists that are known; `null`: there is none, or several could be meant. */
  modelOf(record: ModelRecord): ModelRecord | null;
  /** The one endpoint by which a router reaches this provider for the model; `null`: there is none, or several differ. */
  endpointOf(provider: ProviderKey, model: ModelKey): EndpointRecord | null;
  /** Whether the provider is the model's own author and nobody else can sell it for less. */
  isSoldByItsAuthor(provider: ProviderKey, model: ModelRecord): boolean;
}

/** What is known: lists with prices, limits and abilities. */
export interface EnrichSources {
  /** A router's, by keys that its others follow. */
  readonly models: readonly ModelRecord[];
  /** A router's too. */
  readonly endpoints: readonly EndpointRecord[];
}

/** Providers by the names that a router has for them. */
const SERVED_BY: { readonly [provider: ProviderKey]: readonly string[] } = {
  gemini: ["google-ai-studio"],
  together: ["together"],
  xai: ["xai"],
};

/** Providers that sell the models of these authors for the authors themselves. */
const AUTHORS: { readonly [provider: ProviderKey]: string } = {
  anthropic: "anthropic",
  cohere: "cohere",
  deepseek: "deepseek",
  gemini: "google",
  mistral: "mistralai",
  openai: "openai",
  perplexity: "perplexity",
  xai: "x-ai",
};

/**
 * Names that a provider moves from model to model, while a router has one of them under the name for good. With an
 * alias that has no date it is the same.
 */
const FLOATING: ReadonlySet<ModelKey> = new Set([
  "cohere/command-r",
  "cohere/command-r-plus",
  "deepseek/deepseek-chat",
  "deepseek/deepseek-reasoner",
  "mistralai/mistral-large",
  "mistralai/mistral-medium",
  "mistralai/mistral-small",
]);
/** A date or a version of four digits or more: `claude-opus-4-20250514`, `ministral-8b-2512`. */
const DATED = /\d{4}/;

/** An index over what is known. Names that several models have tell nothing and are left out, keys aside. */
export function enrichIndex({ models, endpoints }: EnrichSources): EnrichIndex {
  const byKey = new Map(models.filter(({ aliasOf }) => aliasOf === null).map((model) => [model.key, model]));
  const byAlias = unique(
    [...byKey.values()].flatMap((model) => model.aliases.map((alias) => [alias, model] as const)),
  );
  const byWeights = unique(
    [...byKey.values()].flatMap((model) => {
      const weights = weightsOf(model);
      // A free variant has the weights of the model that it is a variant of, and not its price.
      return weights === null || model.key.includes(":") ? [] : [[weights.toLowerCase(), model] as const];
    }),
  );
  const served = groupBy(endpoints, ({ servedBy, model }) => `${model}@${servedBy}`);
  return {
    modelOf: ({ key, aliases, wireModel }) => {
      const names = [key, ...aliases.filter((alias) => DATED.test(alias))].filter((name) => !FLOATING.has(name));
      const found = names.map((name) => byKey.get(name)).find((model) => model !== undefined) ??
        names.map((name) => byAlias.get(name)).find((model) => model !== undefined);
      return found ?? byWeights.get(wireModel.toLowerCase()) ?? null;
    },
    endpointOf: (provider, model) => {
      const names = Object.hasOwn(SERVED_BY, provider) ? SERVED_BY[provider] : [provider];
      const found = names.flatMap((name) => served.get(`${model}@${name}`) ?? []);
      const prices = new Set(found.map(({ price }) => JSON.stringify(price)));
      return found.length > 0 && prices.size === 1 ? found[0] : null;
    },
    isSoldByItsAuthor: (provider, model) =>
      Object.hasOwn(AUTHORS, provider) && model.key.startsWith(`${AUTHORS[provider]}/`) && weightsOf(model) === null,
  };
}

function weightsOf(model: ModelRecord): string | null {
  const id = model.extra.hugging_face_id;
  return typeof id === "string" && id !== "" ? id : null;
}

function unique<T>(entries: readonly (readonly [name: string, value: T])[]): ReadonlyMap<string, T> {
  const map = new Map<string, T | null>();
  for (const [name, value] of entries) map.set(name, map.has(name) ? null : value);
  return new Map([...map].filter((entry): entry is [string, T] => entry[1] !== null));
}

function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(nameOf(item), [...(groups.get(nameOf(item)) ?? []), item]);
  return groups;
}
