/**
 * Facts as people read them, all of one thing.
 * @module
 */
export { endpointFacts } from "./endpoint_facts.ts";
export type { FactText } from "./fact_text.ts";
export { modelFacts } from "./model_facts.ts";
