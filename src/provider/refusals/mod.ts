/**
 * What single models do not take.
 * @module
 */
export { modelRefusals } from "./model_refusals.ts";
