/**
 * Endpoints that a plan does not name one by one: patterns and queries, and what the catalog makes of them.
 * @module
 */
export { isPattern } from "./is_pattern.ts";
export { parseQuery, type QueryTest } from "./parse_query.ts";
export { keepPatterns, patternFacts } from "./keep_patterns.ts";
export type { PatternEndpoint, PatternScope, PlanPattern, PlanResolution, ResolvedPattern } from "./plan_pattern.ts";
export { PATTERN_KEYS, type PatternChoice, readPattern } from "./read_pattern.ts";
export { resolvePlan, type ResolvePlanOptions } from "./resolve_plan.ts";
export { settlePlan, type SettlePlanOptions } from "./settle_plan.ts";
