/**
 * In which order endpoints are asked.
 * @module
 */
export { balancedPolicy, type BalancedWeights } from "./balanced.ts";
export { costPolicy } from "./cost.ts";
export { definePolicy } from "./define_policy.ts";
export { latencyPolicy } from "./latency.ts";
export { loadPolicy, type LoadPolicyOptions } from "./load_policy.ts";
export { pinnedPolicy } from "./pinned.ts";
export { ranked, type RankedCandidate } from "./ranked.ts";
export { reliabilityPolicy } from "./reliability.ts";
export { roundRobinPolicy } from "./round_robin.ts";
export { POLICY_NAMES, routingPolicy, type RoutingPolicyOptions } from "./routing_policy.ts";
export { throughputPolicy } from "./throughput.ts";
