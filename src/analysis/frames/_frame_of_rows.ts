// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import type { ColumnType, ColumnValue } from "../../ledger/mod.ts";
import type { DataFrame } from "./data_frame.ts";
import type { FrameColumn } from "./frame_column.ts";

/** A column that knows what of a row stands in it. */
export interface RowColumn<Row> extends FrameColumn {
  read(row: Row): ColumnValue;
}

/** The data frame that has a row for each of these, with the columns in their order. */
export function frameOfRows<Row>(rows: readonly Row[], columns: readonly RowColumn<Row>[]): DataFrame {
  return polars.DataFrame(
    columns.map(({ name, type, read }) => polars.Series(name, rows.map((row) => read(row)), polarsType(type))),
  );
}

/** How polars calls a type. */
export function polarsType(type: ColumnType) {
  switch (type) {
    case "utf8":
      return polars.Utf8;
    case "i64":
      return polars.Int64;
    case "f64":
      return polars.Float64;
    case "bool":
      return polars.Bool;
  }
}
