/**
 * Verbs: questions to a frame whose answer is a frame.
 * @module
 */
export { summarize, type SummarizeOptions } from "./summarize.ts";
export { summarizeAttempts, type SummaryRow } from "./summarize_attempts.ts";
