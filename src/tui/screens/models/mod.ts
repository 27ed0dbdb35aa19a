/**
 * The list of models, whose endpoints unfold.
 * @module
 */
export { found } from "./on_key.ts";
export { modelsScreen } from "./models_screen.ts";
