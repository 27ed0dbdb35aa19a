/**
 * The catalog that ships with the package, for when nothing can be fetched.
 * @module
 */
export {
  type EmbeddedCatalog,
  type EmbeddedEndpoints,
  loadEmbeddedCatalog,
  loadEmbeddedEndpoints,
} from "./load_embedded_catalog.ts";
