/**
 * Verbs: questions to a frame whose answer is a frame.
 * @module
 */
export type { CellStatistic } from "./cell_statistic.ts";
export { failures, type FailuresOptions } from "./failures.ts";
export { pivot, type PivotOptions } from "./pivot.ts";
export { slowest, type SlowestOptions } from "./slowest.ts";
export { summarize, type SummarizeOptions } from "./summarize.ts";
export { summarizeAttempts, type SummaryRow } from "./summarize_attempts.ts";
