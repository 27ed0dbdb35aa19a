/**
 * What exists and what it costs.
 * @module
 */
export { bestRecord } from "./best_record.ts";
export type {
  AskOptions,
  CallerAsk,
  CallerModels,
  EndpointsAnswer,
  ListState,
  ModelsAnswer,
  PromotedModel,
  ProviderStatus,
  RefreshReport,
} from "./catalog_answers.ts";
export {
  type CallerKey,
  type CallerList,
  CallerLists,
  type CallerListsAsk,
  type CallerListsParts,
  type MergedModel,
  mergedModels,
} from "./callers/mod.ts";
export { Catalog } from "./catalog.ts";
export { catalogPath, type CatalogPathOptions } from "./catalog_path.ts";
export { embeddedFacts } from "./embedded_facts.ts";
export { endpointOfModel } from "./endpoint_of_model.ts";
export { endpointFacts, type FactText, modelFacts } from "./facts/mod.ts";
export type { CatalogNotice } from "./catalog_notice.ts";
export type { CatalogOptions, EmbeddedFacts, EndpointListing, FetchedList } from "./catalog_options.ts";
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
export {
  type EndpointKeyParts,
  type IdMigration,
  type ModelKeyParts,
  type ModelResolution,
  parseEndpointKey,
  parseModelKey,
  printEndpointKey,
  printModelKey,
} from "./ids/mod.ts";
export {
  type ListedKind,
  type ListedModel,
  listedModels,
  type ListedModelsOptions,
  type ListedPrice,
  listedPrice,
  type ListedStatus,
  type ModelBadge,
  type ModelSort,
  type StandingFacts,
  standingOf,
} from "./listing/mod.ts";
export { ListProblem, type ListProblemCode, type ListProblemFacts } from "./lists/mod.ts";
export { meetsFilters, type ModelFilters, type ModelMatch, ModelSearch } from "./search/mod.ts";
export { staticModels, type StaticSources } from "./static/mod.ts";
export { openrouterEndpoints } from "./openrouter_endpoints.ts";
export {
  CatalogStore,
  type ListPlace,
  openCatalogStore,
  type OpenCatalogStoreOptions,
  type ProviderOverride,
  type StoredFailure,
  type StoredList,
  type StoredListFacts,
  type StoredPromotion,
} from "./store/mod.ts";
