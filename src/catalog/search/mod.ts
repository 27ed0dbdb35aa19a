/**
 * Finding models by what they are called, what they can do and what they cost.
 * @module
 */
export { meetsFilters, type ModelFilters } from "./model_filters.ts";
export { type ModelMatch, ModelSearch } from "./model_search.ts";
