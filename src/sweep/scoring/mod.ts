/**
 * The scorers of a run that make calls, and scoring what has been answered.
 * @module
 */
export { answerInput, type ScoredAnswer } from "./answer_input.ts";
export type { CallScoringOptions } from "./call_scoring.ts";
export { CellFinder } from "./cell_finder.ts";
export { CellScoring } from "./cell_scoring.ts";
export { readScoreEndpoints, type ScoreEndpoints } from "./read_score_endpoints.ts";
export { refuseBaselines } from "./refuse_baselines.ts";
export { type ListedScoring, listScorings } from "./list_scorings.ts";
export { RunScoring, type ScoringContext } from "./run_scoring.ts";
export { type ScoredRun, scoreRun, type ScoreRunOptions } from "./score_run.ts";
export type { MissingCells } from "./_score_answers.ts";
export { scorerAgreement } from "./scorer_agreement.ts";
export { type ScorerCalls, scoringCosts } from "./scoring_costs.ts";
export type { ScorerMean } from "./scoring_means.ts";
