import type { JsonObject, JsonValue } from "../../spec/mod.ts";

/** The values of one path in all rows. */
type Column =
  /** The same in all of them. */
  | { readonly same: JsonValue }
  /** As they are, one a row. */
  | { readonly all: readonly JsonValue[] }
  /** For each row the place of its value among the distinct ones, from 1; 0 where the row has none. */
  | { readonly values: readonly JsonValue[]; readonly at: readonly number[] }
  /** Like `values`, where each is a list of words, by their places among the words of the table. */
  | { readonly lists: readonly (readonly number[])[]; readonly at: readonly number[] };

/** Rows as columns: each path once, each distinct value once, each word of a list once. */
export interface ColumnTable {
  readonly rows: number;
  /** What lists are made of. */
  readonly words: readonly string[];
  /** By the path, whose names stand with `/` between them. */
  readonly columns: { readonly [path: string]: Column };
}

/**
 * Rows as columns. Objects under the names in `flat` are taken apart, all others stay whole. The table depends on the
 * rows alone, and `unpackColumns` gives the rows back, the order of the names in an object aside.
 */
export function packColumns(rows: readonly JsonObject[], { flat }: { readonly flat: readonly string[] }): ColumnTable {
  const cells = rows.map((row) => new Map(cellsOf(row, flat)));
  const paths = [...new Set(cells.flatMap((cell) => [...cell.keys()]))];
  const words = new Map<string, number>();
  const columns = Object.fromEntries(
    paths.map((path) => [path, packColumn(cells.map((cell) => cell.get(path)), words)]),
  );
  return { rows: rows.length, words: [...words.keys()], columns };
}

/** The rows of a table. Values that rows share are one object: they are not to be changed. */
export function unpackColumns(table: ColumnTable): JsonObject[] {
  const rows: JsonObject[] = Array.from({ length: table.rows }, () => ({}));
  for (const [path, column] of Object.entries(table.columns)) {
    const names = path.split("/");
    const values = valuesOf(column, table.words);
    rows.forEach((row, i) => {
      const value = "same" in column ? column.same : "all" in column ? values[i] : values[column.at[i] - 1];
      if (value !== undefined) setPath(row, names, value);
    });
  }
  return rows;
}

function cellsOf(row: JsonObject, flat: readonly string[]): [path: string, value: JsonValue][] {
  return Object.entries(row).flatMap(([name, value]) =>
    flat.includes(name) && typeof value === "object" && value !== null && !Array.isArray(value) &&
      Object.keys(value).length > 0
      ? Object.entries(value).map(([inner, each]): [string, JsonValue] => [`${name}/${inner}`, each])
      : [[name, value] as [string, JsonValue]]
  );
}

function packColumn(values: readonly (JsonValue | undefined)[], words: Map<string, number>): Column {
  const texts = values.map((value) => value === undefined ? undefined : JSON.stringify(value));
  const distinct = [...new Set(texts.filter((text) => text !== undefined))];
  const isWhole = !texts.includes(undefined);
  if (isWhole && distinct.length === 1) return { same: JSON.parse(distinct[0]) };
  if (isWhole && distinct.length > values.length / 2) return { all: values as JsonValue[] };
  const places = new Map(distinct.map((text, i) => [text, i + 1]));
  const at = texts.map((text) => text === undefined ? 0 : places.get(text)!);
  const kept: JsonValue[] = distinct.map((text) => JSON.parse(text));
  if (!kept.every(isWords)) return { values: kept, at };
  return { lists: kept.map((list) => list.map((word) => placeOf(word, words))), at };
}

function isWords(value: JsonValue): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function placeOf(word: string, words: Map<string, number>): number {
  const place = words.get(word) ?? words.size;
  words.set(word, place);
  return place;
}

function valuesOf(column: Column, words: readonly string[]): readonly JsonValue[] {
  if ("same" in column) return [];
  if ("all" in column) return column.all;
  return "values" in column ? column.values : column.lists.map((list) => list.map((place) => words[place]));
}

function setPath(row: JsonObject, names: readonly string[], value: JsonValue): void {
  if (names.length === 1) row[names[0]] = value;
  else ((row[names[0]] ??= {}) as JsonObject)[names[1]] = value;
}
