/**
 * Models as people choose among them: one entry for each, with what stands out about it.
 * @module
 */
export type { ListedKind, ListedModel, ListedStatus, ModelBadge } from "./listed_model.ts";
export { listedModels, type ListedModelsOptions, type ModelSort } from "./listed_models.ts";
export { type ListedPrice, listedPrice } from "./listed_price.ts";
export { type StandingFacts, standingOf } from "./standing_of.ts";
