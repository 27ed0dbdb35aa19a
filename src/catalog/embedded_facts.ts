import type { EmbeddedFacts } from "./catalog_options.ts";
import { loadEmbeddedCatalog, loadEmbeddedEndpoints } from "./embedded/mod.ts";
import { enrich } from "./enrich.ts";
import { enrichIndex } from "./enrich_index.ts";
import { staticModels } from "./static/mod.ts";
import type { EndpointRecord, ModelKey, ModelRecord, ProviderKey } from "../spec/mod.ts";

/** Whose lists ship. */
const SHIPPED = "openrouter";

/** The facts that ship with Tapedeck, each loaded when it is first asked for, and then the very same ones. */
export function embeddedFacts(): EmbeddedFacts {
  const catalog = once(loadEmbeddedCatalog);
  const endpoints = once(loadEmbeddedEndpoints);
  const all = async () => ({ models: (await catalog()).models, endpoints: (await endpoints()).endpoints });
  const index = once(async () => enrichIndex(await all()));
  const byModel = once(async () => byModelOf((await endpoints()).endpoints));
  const fixed = new Map<ProviderKey, readonly ModelRecord[] | null>();
  return {
    async models(provider) {
      if (provider === SHIPPED) return await catalog();
      if (!fixed.has(provider)) fixed.set(provider, staticModels(provider, await all()));
      const models = fixed.get(provider)!;
      return models === null || models.length === 0 ? null : { fetchedAt: oldest(models), models };
    },
    async endpoints({ provider, model }) {
      const own = provider === SHIPPED ? (await byModel()).get(model) : undefined;
      return own === undefined ? null : { fetchedAt: (await endpoints()).fetchedAt, endpoints: own };
    },
    async enrich(models) {
      if (models.every(({ provider }) => provider === SHIPPED)) return models;
      const known = await index();
      return models.map((model) => model.provider === SHIPPED ? model : enrich(model, known));
    },
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | null = null;
  return () => loaded ??= load();
}

/** The facts of a list that was put together are as old as the oldest of them. */
function oldest(models: readonly ModelRecord[]): string {
  return models.map(({ fetchedAt }) => fetchedAt).reduce((a, b) => a < b ? a : b);
}

function byModelOf(endpoints: readonly EndpointRecord[]): Map<ModelKey, EndpointRecord[]> {
  const byModel = new Map<ModelKey, EndpointRecord[]>();
  for (const endpoint of endpoints) {
    const own = byModel.get(endpoint.model);
    if (own === undefined) byModel.set(endpoint.model, [endpoint]);
    else own.push(endpoint);
  }
  return byModel;
}
