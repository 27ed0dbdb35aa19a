/**
 * What happened: runs and attempts in SQLite or PostgreSQL, and the results that are made from them.
 *
 * One row is one HTTP try of a cell, failed ones too. A cell is a view over its tries, and what it cost is the sum of
 * them all.
 * @module
 */
export { attemptPages, type PageColumn, type ResultPage, type ResultPagesOptions } from "./attempt_pages.ts";
export { CALLS_BY_THEMSELVES } from "./calls_by_themselves.ts";
export { type ColumnType, type ColumnValue, type ResultColumn, resultColumns } from "./columns.ts";
export { type CostForecast, costForecast, type CostForecastOptions, type SpendRange } from "./cost_forecast.ts";
export { costIsUnknown } from "./cost_is_unknown.ts";
export { type CostOverview, costOverview, type CostOverviewOptions } from "./cost_overview.ts";
export {
  type CostGrouping,
  type CostRow,
  type CostSums,
  type CostTotal,
  type CostTotals,
  costTotals,
  sumCosts,
} from "./cost_totals.ts";
export { type LedgerMergeReport, type MergeChoice, mergeLedgers, type MergeLedgersOptions } from "./merge/mod.ts";
export { type ModelUse, modelUse } from "./model_use.ts";
export { openLedger, type OpenLedgerOptions } from "./open_ledger.ts";
export { openSqliteLedger, type OpenSqliteLedgerOptions } from "./open_sqlite_ledger.ts";
export { resultPages } from "./result_pages.ts";
export { resultsHash } from "./results_hash.ts";
export { collectShape, type RunShape, runShape } from "./run_shape.ts";
export { isPostgresUrl, ledgerIsThere, shownLedger } from "./shown_ledger.ts";
export { shownCostName } from "./shown_cost_name.ts";
export { sinceTime } from "./since_time.ts";
export { StaleFenceError } from "./stale_fence_error.ts";
export { verdictStamp } from "./verdict_stamp.ts";
export { writeCsv, type WriteCsvOptions } from "./write_csv.ts";
export { writeJsonLines, type WriteJsonLinesOptions } from "./write_json_lines.ts";
export { writeParquet } from "./write_parquet.ts";
