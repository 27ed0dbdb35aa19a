/**
 * How well endpoints and providers answer: by the calls that are made, and by probes.
 * @module
 */
export { type Blame, blameOf } from "./blame_of.ts";
export type { HealthDetail, LastCall } from "./health_detail.ts";
export { type HealthChange, HealthMonitor, type HealthMonitorOptions } from "./health_monitor.ts";
export { healthScore, type ScoreFacts } from "./health_score.ts";
export { type HealthTarget, healthTargetOf, type HealthTargetOptions } from "./health_target.ts";
export type { HistogramBucket } from "./histogram_bucket.ts";
export { type ProbeOptions, probeProvider, type ProbeSent } from "./probe_provider.ts";
export type { ProbeResult } from "./probe_result.ts";
export { seedHealth, type SeedHealthOptions } from "./seed_health.ts";
export { type RunningProbes, startProbes, type StartProbesOptions } from "./start_probes.ts";
