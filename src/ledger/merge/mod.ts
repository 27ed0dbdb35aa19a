/**
 * The union of ledgers.
 * @module
 */
export { type LedgerMergeReport, mergeLedgers, type MergeLedgersOptions } from "./merge_ledgers.ts";
export type { MergeChoice } from "./merge_choice.ts";
