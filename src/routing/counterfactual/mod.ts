/**
 * What recorded calls would have come to under other routing policies.
 * @module
 */
export { catalogFacts, type CatalogFactsOptions } from "./catalog_facts.ts";
export { counterfactual, type CounterfactualOptions } from "./counterfactual.ts";
export type {
  CounterfactualOutcome,
  CounterfactualReport,
  EndpointChoice,
  OutcomeFigures,
  Spread,
} from "./counterfactual_report.ts";
export { tapeRequests } from "./tape_requests.ts";
