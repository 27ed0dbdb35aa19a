/**
 * Where the catalog, the providers and the transport meet.
 * @module
 */
export { type CatalogPrice, catalogPrices, type CatalogPricesOptions } from "./catalog_prices.ts";
export { catalogPath, type CatalogPathOptions } from "./catalog_path.ts";
export { openCatalog, type OpenCatalogOptions } from "./open_catalog.ts";
export {
  CallError,
  type CallErrorFacts,
  type CallOptions,
  openRegistry,
  Registry,
  type RegistryCompletion,
  type RegistryConfig,
  type RegistryOptions,
  type RegistryRequest,
  type RouteOptions,
} from "./registry/mod.ts";
export { type UnknownModel, unknownModels, type UnknownModelsOptions } from "./unknown_models.ts";
