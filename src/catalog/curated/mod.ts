/**
 * The models that Tapedeck proposes.
 * @module
 */
export type { CuratedModel, CuratedRole } from "./curated_model.ts";
export { curatedModels } from "./curated_models.ts";
