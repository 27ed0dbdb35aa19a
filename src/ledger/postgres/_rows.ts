import type { PostgresRow } from "./postgres_database.ts";
import { textFromPostgres, textToPostgres } from "./_text.ts";

/** A value to bind: texts as PostgreSQL can keep them. What is to stand as JSON is given as {@linkcode jsonValue}. */
export function bound(value: string | number | boolean | null): string | number | boolean | null {
  return typeof value === "string" ? textToPostgres(value) : value;
}

/** JSON needs no escapes of ours: it has its own for everything that PostgreSQL cannot keep. */
export function jsonValue(value: unknown): string {
  return JSON.stringify(value);
}

/** A row with its texts as they were given. JSON has been read already. */
export function unbound(row: PostgresRow): { [column: string]: unknown } {
  const values: { [column: string]: unknown } = {};
  for (const column in row) {
    const value = row[column];
    values[column] = typeof value === "string" ? textFromPostgres(value) : value;
  }
  return values;
}

/** Of a table into which many rows go at once. */
export interface BulkColumn {
  /** Its name. */
  readonly column: string;
  /** As which it is kept. */
  readonly kind: "text" | "integer" | "real" | "flag" | "json";
}

const TYPES = { text: "text", integer: "bigint", real: "double precision", flag: "boolean", json: "text" } as const;

/**
 * What `FROM` reads many rows from: one parameter with a JSON array of objects. That is faster than an array for each column,
 * and than a parameter for each value. JSON within it comes as text, so that it stays as it was written.
 */
export function bulkSource(parameter: string, columns: readonly BulkColumn[]): string {
  const types = columns.map(({ column, kind }) => `${column} ${TYPES[kind]}`).join(", ");
  return `json_to_recordset(${parameter}::json) AS given (${types})`;
}

/** The values that `SELECT` takes from {@linkcode bulkSource}, in the order of its columns. */
export function bulkValues(columns: readonly BulkColumn[]): string {
  return columns.map(({ column, kind }) => kind === "json" ? `${column}::json` : column).join(", ");
}
