/**
 * What exists and what it costs.
 * @module
 */
export { type Cost, type CostBasis, costOf } from "./cost.ts";
