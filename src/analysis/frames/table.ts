import { nearestName, UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { DataFrame } from "./data_frame.ts";

/** Columns of one length, wherever they come from. */
export interface Table {
  readonly height: number;
  readonly names: readonly string[];
  /** @throws {UserError} when there is no such column. */
  column(name: string): readonly ColumnValue[];
}

/** A data frame as a table. A column is fetched from native memory once, when it is first asked for. */
export function frameTable(frame: DataFrame): Table {
  return table(frame.height, frame.columns, (name) => frame.getColumn(name).toArray() as ColumnValue[]);
}

/** A table whose columns are made by `read`. */
export function table(
  height: number,
  names: readonly string[],
  read: (name: string) => readonly ColumnValue[],
): Table {
  const columns = new Map<string, readonly ColumnValue[]>();
  return {
    height,
    names,
    column(name) {
      if (!names.includes(name)) throw noColumn(name, names);
      const known = columns.get(name);
      if (known !== undefined) return known;
      const values = read(name);
      columns.set(name, values);
      return values;
    },
  };
}

function noColumn(name: string, names: readonly string[]): UserError {
  const nearest = nearestName(name, names);
  const hint = nearest === null ? "" : `; did you mean "${nearest}"?`;
  return new UserError(`Cannot read the column as the frame has none of this name: current value is "${name}"${hint}`);
}
