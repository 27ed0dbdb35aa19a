/**
 * Lists of models for providers whose own list cannot be had.
 * @module
 */
export { staticModels, type StaticSources } from "./static_models.ts";
