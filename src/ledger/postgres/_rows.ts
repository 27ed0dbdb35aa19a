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
 * What `FROM` reads many rows from: a parameter with an array for each column, from `$1` on. That is faster than one with
 * JSON, which the server reads slowly, and than one for each value, which it plans slowly.
 */
export function bulkSource(columns: readonly BulkColumn[]): string {
  const arrays = columns.map(({ kind }, i) => `$${i + 1}::${TYPES[kind]}[]`).join(", ");
  return `unnest(${arrays}) AS given (${columns.map(({ column }) => column).join(", ")})`;
}

/** The values that `SELECT` takes from {@linkcode bulkSource}, in the order of its columns. */
export function bulkValues(columns: readonly BulkColumn[]): string {
  return columns.map(({ column, kind }) => kind === "json" ? `${column}::json` : column).join(", ");
}

/** The parameters of {@linkcode bulkSource}. `JSON` is given as text, so that it stays as it was written. */
export function bulkParameters<Row>(
  columns: readonly (BulkColumn & { readonly read: (row: Row) => unknown })[],
  rows: readonly Row[],
): unknown[][] {
  return columns.map(({ kind, read }) =>
    rows.map((row) => {
      const value = read(row);
      if (value === null || value === undefined) return null;
      if (kind === "json") return JSON.stringify(value);
      return typeof value === "string" ? textToPostgres(value) : value;
    })
  );
}
