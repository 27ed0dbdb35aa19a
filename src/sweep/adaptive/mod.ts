/**
 * Sweeps that drop variants which are beaten.
 * @module
 */
export type { AdaptiveOutcome, DroppedVariant } from "./adaptive_outcome.ts";
export { AdaptiveRun } from "./adaptive_run.ts";
export { type BeatenVariant, beatenVariants, type Look, type VariantScores } from "./beaten_variants.ts";
export type { PlanAdaptive } from "./plan_adaptive.ts";
export { readAdaptive } from "./read_adaptive.ts";
export { roundsOf } from "./rounds_of.ts";
