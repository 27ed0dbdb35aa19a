/**
 * Verbs: questions to a frame whose answer is a frame.
 * @module
 */
export { comparedRows } from "./_compared_rows.ts";
export {
  type AnswerChange,
  type AnswerChangeKind,
  type AnswerChanges,
  answerChanges,
  type ChangedAnswer,
} from "./answer_changes.ts";
export type { CellStatistic } from "./cell_statistic.ts";
export { changedAnswers } from "./changed_answers.ts";
export type { ChangedAnswersOptions, CountChangedAnswersOptions } from "./changed_answers_options.ts";
export { compare } from "./compare.ts";
export type { CompareOptions, ComparisonOptions, Correction } from "./compare_options.ts";
export {
  compareSides,
  type ComparisonVerdict,
  type MetricComparison,
  type SharedNames,
  type SideFigure,
  type SidesComparison,
} from "./compare_sides.ts";
export { compareVariants, type CompareVariantsOptions } from "./compare_variants.ts";
export { decide, type DecideOptions, type VariantDecision } from "./decide.ts";
export { countChangedAnswers } from "./count_changed_answers.ts";
export { detectable, type DetectableOptions } from "./detectable.ts";
export { failures, type FailuresOptions } from "./failures.ts";
export type { IntervalOptions } from "./interval_options.ts";
export { pareto, type ParetoOptions } from "./pareto.ts";
export { pivot, type PivotOptions } from "./pivot.ts";
export { rank, type RankOptions } from "./rank.ts";
export type { Requirement } from "./_requirements.ts";
export { slowest, type SlowestOptions } from "./slowest.ts";
export { summarize, type SummarizeOptions } from "./summarize.ts";
export { summarizeAttempts, type SummaryRow } from "./summarize_attempts.ts";
export { type FrameVariant, type FrameVariantFigures, frameVariants, variantFrame } from "./variant_frames.ts";
export { whatIf } from "./what_if.ts";
export type { PriceCatalog, WhatIfOptions } from "./what_if_options.ts";
