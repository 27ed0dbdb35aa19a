/**
 * Where the catalog, the providers and the transport meet.
 * @module
 */
export { catalogPath, type CatalogPathOptions } from "./catalog_path.ts";
export { openCatalog, type OpenCatalogOptions } from "./open_catalog.ts";
