/**
 * Which endpoints may be asked, and why others may not.
 * @module
 */
export type { CandidateFacts } from "./candidate_facts.ts";
export type { EligibilityInput, EndpointPreferences, RequestSize } from "./eligibility_input.ts";
export { type AcceptedCandidate, type Eligibility, eligible } from "./eligible.ts";
export { type ExpectedLatency, expectedLatencyMs } from "./expected_latency_ms.ts";
export { type ExpectedUptime, expectedUptime } from "./expected_uptime.ts";
export { type ExpectedUse, expectedUse } from "./expected_use.ts";
export { type Median, medianOutputTps } from "./medians.ts";
export { mergeNeeds } from "./merge_needs.ts";
export { NoEndpointError, type NoEndpointFacts } from "./no_endpoint_error.ts";
export { promptCounter, type PromptCounterOptions } from "./prompt_counter.ts";
export { promptSize, type PromptSizeOptions } from "./prompt_size.ts";
export { relaxed } from "./relaxed.ts";
export { partWires } from "./part_wires.ts";
export { requestNeeds, type RequestNeedsOptions } from "./request_needs.ts";
export type { RouteChange } from "./route_change.ts";
export { routerTold } from "./router_told.ts";
