import type { JsonValue } from "../spec/mod.ts";

/** What a field of a row is. In SQLite a flag stands as 0 or 1, and JSON as text. */
export type FieldKind = "text" | "integer" | "real" | "flag" | "json";

/** A value that SQLite can bind. */
export type SqlValue = string | number | null | Uint8Array;

/** A row as SQLite gives it. */
export type SqlRow = { readonly [column: string]: unknown };

/** A field with its column. */
export interface Field<Row> {
  readonly field: keyof Row & string;
  readonly column: string;
  readonly kind: FieldKind;
}

/** The fields of a row, in the order of the table's columns. The type fails when one is forgotten. */
export function fieldsOf<Row>(kinds: { readonly [Name in keyof Row & string]: FieldKind }): readonly Field<Row>[] {
  return Object.entries<FieldKind>(kinds).map(([field, kind]) => ({
    field: field as keyof Row & string,
    column: snakeCase(field),
    kind,
  }));
}

/** `costUsd` → `cost_usd`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The values to bind, in the order of the fields. */
export function rowToSql<Row>(fields: readonly Field<Row>[], row: Row): SqlValue[] {
  return fields.map(({ field, kind }) => {
    const value = row[field];
    if (kind === "json") return JSON.stringify(value);
    if (kind === "flag") return value ? 1 : 0;
    return typeof value === "string" ? textToSql(value) : value as SqlValue;
  });
}

/** The row that {@linkcode rowToSql} wrote. */
export function rowFromSql<Row>(fields: readonly Field<Row>[], row: SqlRow): Row {
  const found: { [field: string]: JsonValue } = {};
  for (const { field, column, kind } of fields) {
    const value = row[column];
    found[field] = kind === "json"
      ? JSON.parse(value as string)
      : kind === "flag"
      ? value === 1
      : value instanceof Uint8Array
      ? new TextDecoder().decode(value)
      : value as JsonValue;
  }
  return found as Row;
}

/** Text with a NUL goes in as bytes: SQLite keeps such a text whole, but the runtime reads it up to the NUL only. */
export function textToSql(text: string): SqlValue {
  return text.includes("\0") ? new TextEncoder().encode(text) : text;
}

/** The text that {@linkcode textToSql} wrote. */
export function textFromSql(text: string | Uint8Array): string {
  return typeof text === "string" ? text : new TextDecoder().decode(text);
}
