/**
 * What exists and what it costs.
 * @module
 */
export {
  actualCost,
  type ActualCostOptions,
  type Cost,
  type CostBasis,
  type CostFacts,
  costOf,
  type CostPart,
  type CostPartName,
  type DetailedCost,
  estimateCost,
  type EstimateCostOptions,
  type MissingFact,
  outputLimit,
  perMillion,
  perThousand,
  type Priced,
} from "./cost/mod.ts";
export { type CuratedModel, curatedModels, type CuratedRole } from "./curated/mod.ts";
export {
  type EmbeddedCatalog,
  type EmbeddedEndpoints,
  loadEmbeddedCatalog,
  loadEmbeddedEndpoints,
} from "./embedded/mod.ts";
export { enrich, priceOriginOf } from "./enrich.ts";
export { type EnrichIndex, enrichIndex, type EnrichSources } from "./enrich_index.ts";
export {
  type EndpointPage,
  modelPageReaders,
  readEndpointList,
  readModelPage,
  readOllamaShow,
} from "./importers/mod.ts";
export { staticModels, type StaticSources } from "./static/mod.ts";
