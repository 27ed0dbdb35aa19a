import {
  type EmbeddedFacts,
  enrich,
  type EnrichIndex,
  enrichIndex,
  loadEmbeddedCatalog,
  loadEmbeddedEndpoints,
  staticModels,
} from "../catalog/mod.ts";
import type { EndpointRecord, ModelKey, ModelRecord } from "../spec/mod.ts";

/** Whose lists ship. */
const SHIPPED = "openrouter";

/** The facts that ship with Tapedeck, each loaded when it is first asked for. */
export function embeddedFacts(): EmbeddedFacts {
  let endpoints: Promise<{ fetchedAt: string; byModel: Map<ModelKey, EndpointRecord[]> }> | null = null;
  let index: Promise<EnrichIndex> | null = null;
  return {
    async models(provider) {
      if (provider === SHIPPED) return await loadEmbeddedCatalog();
      const models = staticModels(provider, await allFacts());
      return models === null ? null : { fetchedAt: oldest(models), models };
    },
    async endpoints({ provider, model }) {
      if (provider !== SHIPPED) return null;
      endpoints ??= endpointsByModel();
      const { fetchedAt, byModel } = await endpoints;
      const own = byModel.get(model);
      return own === undefined ? null : { fetchedAt, endpoints: own };
    },
    async enrich(models) {
      if (models.every(({ provider }) => provider === SHIPPED)) return models;
      index ??= allFacts().then(enrichIndex);
      const known = await index;
      return models.map((model) => model.provider === SHIPPED ? model : enrich(model, known));
    },
  };
}

async function allFacts() {
  const [{ models }, { endpoints }] = await Promise.all([loadEmbeddedCatalog(), loadEmbeddedEndpoints()]);
  return { models, endpoints };
}

/** The facts of a list that was put together are as old as the oldest of them. */
function oldest(models: readonly ModelRecord[]): string {
  return models.map(({ fetchedAt }) => fetchedAt).reduce((a, b) => a < b ? a : b);
}

async function endpointsByModel() {
  const { fetchedAt, endpoints } = await loadEmbeddedEndpoints();
  const byModel = new Map<ModelKey, EndpointRecord[]>();
  for (const endpoint of endpoints) {
    const own = byModel.get(endpoint.model);
    if (own === undefined) byModel.set(endpoint.model, [endpoint]);
    else own.push(endpoint);
  }
  return { fetchedAt, byModel };
}
