/**
 * What the catalog keeps between two runs, in an SQLite file.
 * @module
 */
export { CatalogStore } from "./catalog_store.ts";
export { openCatalogStore, type OpenCatalogStoreOptions } from "./open_catalog_store.ts";
export type {
  ListPlace,
  ProviderOverride,
  StoredFailure,
  StoredList,
  StoredListFacts,
  StoredPromotion,
} from "./stored_facts.ts";
