/**
 * What happened: runs and attempts in SQLite, and the results that are made from them.
 *
 * One row is one HTTP try of a cell, failed ones too. A cell is a view over its tries, and what it cost is the sum of
 * them all.
 * @module
 */
export { type ColumnType, type ColumnValue, type ResultColumn, resultColumns } from "./columns.ts";
export { costIsUnknown } from "./cost_is_unknown.ts";
export {
  type CostGrouping,
  type CostRow,
  type CostSums,
  type CostTotal,
  type CostTotals,
  costTotals,
} from "./cost_totals.ts";
export { openSqliteLedger, type OpenSqliteLedgerOptions } from "./open_sqlite_ledger.ts";
export { resultsHash } from "./results_hash.ts";
export { collectShape, type RunShape, runShape } from "./run_shape.ts";
export { writeCsv, type WriteCsvOptions } from "./write_csv.ts";
export { writeParquet } from "./write_parquet.ts";
