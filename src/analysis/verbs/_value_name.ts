import type { ColumnValue } from "../../ledger/mod.ts";

/** A value of a column for people: text by itself, others with the column's name: `temperature=0.5`, `repeat=2`. */
export function valueName(column: string, value: ColumnValue): string {
  const isPlain = typeof value === "string" && value !== "" && !column.startsWith("param_");
  return isPlain ? value : `${column.replace(/^param_/, "")}=${value ?? "unknown"}`;
}
