/**
 * The scorers of a run that make calls, and scoring what has been answered.
 * @module
 */
export { CallScoring, type CallScoringOptions } from "./call_scoring.ts";
export { pairwisePass, type PairwisePassOptions, type PairwiseScorer } from "./pairwise_pass.ts";
export { readScoreEndpoints, type ScoreEndpoints } from "./read_score_endpoints.ts";
