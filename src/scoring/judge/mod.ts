/**
 * Models as judges of answers.
 * @module
 */
export { DEFAULT_GRADES, type GradeScale } from "./grade_scale.ts";
export type { PanelReduction } from "./_panel_verdict.ts";
export type { GradeFormat } from "./_read_grade.ts";
export { judgeScorer, type JudgeScorerOptions } from "./judge_scorer.ts";
export { type PairwiseJudge, pairwiseJudge, type PairwiseJudgeOptions } from "./pairwise_judge.ts";
