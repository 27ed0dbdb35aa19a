/**
 * In which order endpoints are asked.
 * @module
 */
export { costPolicy } from "./cost.ts";
export { ranked, type RankedCandidate } from "./ranked.ts";
