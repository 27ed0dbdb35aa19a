// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import { nearestName, UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { DataFrame } from "./data_frame.ts";

type Series = ReturnType<DataFrame["getColumn"]>;

/** Columns of one length, wherever they come from. */
export interface Table {
  readonly height: number;
  readonly names: readonly string[];
  /** @throws {UserError} when there is no such column. */
  column(name: string): readonly ColumnValue[];
  /**
   * The same as numbers, which takes a tenth of the time and memory: NaN is what is no number, 1 and 0 are flags.
   * @throws {UserError} when there is no such column.
   */
  numbers(name: string): Float64Array;
  /**
   * Which rows have the same value: a number from 0 for each value, in the order in which they first occur.
   * @throws {UserError} when there is no such column.
   */
  codes(name: string): Codes;
}

/** The values of a column by number. */
export interface Codes {
  /** The number of each row's value. */
  readonly codes: Int32Array;
  /** The values by their numbers. */
  readonly values: readonly ColumnValue[];
}

/** What reads the columns of a table; the two that are optional are faster ways than by the values. */
interface ColumnReader {
  values(name: string): readonly ColumnValue[];
  numbers?(name: string): Float64Array;
  /** Any number for each value, the same for the same, and the values of some rows. */
  marks?(name: string): Marks | null;
}

interface Marks {
  readonly marks: ArrayLike<number>;
  valuesAt(rows: number[]): readonly ColumnValue[];
}

/** A data frame as a table. A column is fetched from native memory once, when it is first asked for. */
export function frameTable(frame: DataFrame): Table {
  const values = (name: string) => frame.getColumn(name).toArray() as ColumnValue[];
  return tableOf(frame.height, frame.columns, {
    values,
    numbers: (name) => numbersIn(frame, name),
    marks: (name) => marksIn(frame, name),
  });
}

/** A table whose columns are made by `read`. */
export function table(
  height: number,
  names: readonly string[],
  read: (name: string) => readonly ColumnValue[],
): Table {
  return tableOf(height, names, { values: read });
}

function tableOf(height: number, names: readonly string[], read: ColumnReader): Table {
  const once = <Value>(make: (name: string) => Value) => {
    const known = new Map<string, Value>();
    return (name: string): Value => {
      if (!names.includes(name)) throw noColumn(name, names);
      const value = known.get(name) ?? make(name);
      known.set(name, value);
      return value;
    };
  };
  const column = once((name) => read.values(name));
  return {
    height,
    names,
    column,
    numbers: once((name) => read.numbers?.(name) ?? Float64Array.from(column(name), numberOf)),
    codes: once((name) => {
      const marks = read.marks?.(name) ?? null;
      return marks === null ? codesOf(column(name)) : markedCodes(marks);
    }),
  };
}

function numberOf(value: ColumnValue): number {
  return typeof value === "number" || typeof value === "boolean" ? Number(value) : NaN;
}

function numbersIn(frame: DataFrame, name: string): Float64Array {
  if (frame.height === 0 || isText(frame.getColumn(name))) return new Float64Array(frame.height).fill(NaN);
  const real = polars.col(name).cast(polars.Float64).fillNull(polars.lit(NaN));
  return new Float64Array(frame.select(real).getColumn(name).toTypedArray());
}

/** Text is numbered in native memory, which is faster than comparing it here. */
function marksIn(frame: DataFrame, name: string): Marks | null {
  const column = frame.getColumn(name);
  if (frame.height === 0) return null;
  const valuesAt = (rows: number[]) => column.gather(rows).toArray() as ColumnValue[];
  if (!isText(column)) return { marks: numbersIn(frame, name), valuesAt };
  const mark = polars.col(name).cast(polars.Categorical).cast(polars.UInt32).cast(polars.Float64)
    .fillNull(polars.lit(-1));
  return { marks: frame.select(mark).getColumn(name).toTypedArray(), valuesAt };
}

function isText({ dtype: { variant } }: Series): boolean {
  return variant === "String" || variant === "Utf8";
}

function codesOf(values: readonly ColumnValue[]): Codes {
  const seen = new Map<ColumnValue, number>();
  const codes = new Int32Array(values.length);
  for (let row = 0; row < values.length; row++) {
    let code = seen.get(values[row]);
    if (code === undefined) seen.set(values[row], code = seen.size);
    codes[row] = code;
  }
  return { codes, values: [...seen.keys()] };
}

/** Marks may be far apart, as polars numbers the texts of all frames together. */
function markedCodes({ marks, valuesAt }: Marks): Codes {
  const seen = new Map<number, number>();
  const first: number[] = [];
  const codes = new Int32Array(marks.length);
  for (let row = 0; row < marks.length; row++) {
    let code = seen.get(marks[row]);
    if (code === undefined) {
      seen.set(marks[row], code = seen.size);
      first.push(row);
    }
    codes[row] = code;
  }
  return { codes, values: valuesAt(first) };
}

function noColumn(name: unknown, names: readonly string[]): UserError {
  // A notebook checks no types.
  if (typeof name !== "string") {
    return new UserError(`Cannot read a column as its name must be a text: current value is ${JSON.stringify(name)}`);
  }
  const nearest = nearestName(name, names);
  const hint = nearest === null ? "" : `; did you mean "${nearest}"?`;
  return new UserError(`Cannot read the column as the frame has none of this name: current value is "${name}"${hint}`);
}
