// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import type { ColumnType, ColumnValue } from "../../ledger/mod.ts";
import { type DataFrame, displayFrame } from "../frames/mod.ts";

/** One row that a verb answers with: the values by the columns' names. */
export type VerbRow = { readonly [column: string]: ColumnValue };

/** The columns of an answer by name, in order. */
export type VerbColumns = { readonly [column: string]: ColumnType };

/**
 * The frame that a verb answers with, which shows itself as a readable table: first the columns `keys` of another frame,
 * with the types that they have there, then the others.
 */
export function verbFrame(
  rows: readonly VerbRow[],
  columns: VerbColumns,
  keys: { readonly of: DataFrame; readonly names: readonly string[] } | null = null,
): DataFrame {
  const types = { utf8: polars.Utf8, i64: polars.Int64, f64: polars.Float64, bool: polars.Bool };
  const series = (name: string, type: unknown) =>
    polars.Series(name, rows.map((row) => row[name] ?? null), type as typeof polars.Utf8);
  const own = keys?.names.map((name) => series(name, keys.of.getColumn(name).dtype)) ?? [];
  return displayFrame(polars.DataFrame([
    ...own,
    ...Object.entries(columns).map(([name, type]) => series(name, types[type])),
  ]));
}
