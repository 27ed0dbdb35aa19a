// Deferred: the native library is loaded when a frame is first made, not when this room is imported.
import defer * as polars from "nodejs-polars";
import { canonicalJson } from "../../base/mod.ts";
import { type ColumnType, type ColumnValue, resultColumns, runShape } from "../../ledger/mod.ts";
import type { DataFrame } from "./data_frame.ts";
import { polarsType } from "./_frame_of_rows.ts";

/**
 * Several frames of results under one another. A column that a frame lacks is `null` in its rows. An axis that has
 * numbers in one run and text in another is text in all of them, as within one run: a number stands as JSON then.
 *
 * The columns stand in the order of `resultColumns`, axes and scorers as they first occur.
 */
export function uniteFrames(frames: readonly DataFrame[]): DataFrame {
  if (frames.length === 1) return frames[0];
  const types = unitedTypes(frames);
  const names = inOrder([...types.keys()]);
  const parts = frames.map((frame) => {
    const own = new Set(frame.columns);
    return polars.DataFrame(names.map((name) => {
      const type = types.get(name)!;
      return own.has(name) ? columnAs(frame, name, type) : emptyColumn(name, frame.height, type);
    }));
  });
  return polars.concat(parts, { how: "vertical" });
}

/** The type of each column that holds the values of all frames. A column of nothing but `null` fits every type. */
function unitedTypes(frames: readonly DataFrame[]): Map<string, ColumnType> {
  const fixed = new Map(resultColumns(runShape({}, [])).map(({ name, type }) => [name, type]));
  const types = new Map<string, ColumnType | null>();
  for (const frame of frames) {
    for (const name of frame.columns) {
      const known = types.get(name) ?? null;
      const own = fixed.get(name) ?? (name.startsWith("score_") ? "f64" : typeOf(frame, name));
      types.set(name, known === null || own === null || own === known ? own ?? known : "utf8");
    }
  }
  return new Map([...types].map(([name, type]) => [name, type ?? "utf8"]));
}

function typeOf(frame: DataFrame, name: string): ColumnType | null {
  const column = frame.getColumn(name);
  return column.nullCount() === column.length ? null : TYPES.get(column.dtype.variant) ?? "utf8";
}

const TYPES: ReadonlyMap<string, ColumnType> = new Map([
  ["String", "utf8"],
  ["Int64", "i64"],
  ["Float64", "f64"],
  ["Bool", "bool"],
]);

function columnAs(frame: DataFrame, name: string, type: ColumnType) {
  const column = frame.getColumn(name);
  const own = TYPES.get(column.dtype.variant);
  if (own === type) return column;
  if (column.nullCount() === column.length) return emptyColumn(name, column.length, type);
  if (type !== "utf8" || own === undefined) return column.cast(polarsType(type));
  const values = column.toArray() as ColumnValue[];
  return polars.Series(name, values.map((value) => value === null ? null : canonicalJson(value)), polars.Utf8);
}

function emptyColumn(name: string, length: number, type: ColumnType) {
  return polars.Series(name, new Array<null>(length).fill(null), polarsType(type));
}

/** Names in the order of `resultColumns`; those that are not of a run's frame come last. */
function inOrder(names: readonly string[]): string[] {
  const order = resultColumns(runShape({ "": [] }, [""])).map(({ name }) => name);
  const placeOf = (name: string) => {
    const place = order.indexOf(name);
    if (place >= 0) return place;
    if (name.startsWith("param_")) return order.indexOf("param_");
    return name.startsWith("score_") ? order.indexOf("score_") : order.length;
  };
  return names.map((name, i) => ({ name, i, place: placeOf(name) }))
    .sort((a, b) => a.place - b.place || a.i - b.i)
    .map(({ name }) => name);
}
