/**
 * What a call costs: one exact calculator, for calls that were made and for those that may be.
 * @module
 */
export { actualCost, type ActualCostOptions } from "./actual_cost.ts";
export { type CostBasis, type CostFacts, costOf } from "./cost_of.ts";
export type { Cost, CostPart, CostPartName, DetailedCost, MissingFact } from "./detailed_cost.ts";
export { estimateCost, type EstimateCostOptions } from "./estimate_cost.ts";
export { outputLimit } from "./output_limit.ts";
export { perMillion } from "./per_million.ts";
export { perThousand } from "./per_thousand.ts";
export type { Priced } from "./priced.ts";
