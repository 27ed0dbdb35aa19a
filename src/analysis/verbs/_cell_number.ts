import { UserError } from "../../base/mod.ts";
import type { CellRow, Table } from "../frames/mod.ts";

/**
 * The number that a cell has in a column; `null` is unknown. A cost is that of all tries, a verdict that of the try that
 * ended the cell, anything else that of an answer.
 *
 * @throws {UserError} when the frame lacks the column, or it has text.
 */
export function cellNumber(table: Table, column: string): (cell: CellRow) => number | null {
  if (column === "cost_usd") return ({ costUsd }) => costUsd;
  const values = table.numbers(column);
  const isVerdict = column === "score" || column.startsWith("score_");
  if (values.length > 0 && values.every(Number.isNaN)) refuseText(table, column);
  return ({ row, ended, ok }) => (isVerdict ? ended : ok) && !Number.isNaN(values[row]) ? values[row] : null;
}

function refuseText(table: Table, column: string): void {
  const text = table.column(column).find((value) => typeof value === "string");
  if (text === undefined) return;
  throw new UserError(
    `Cannot compute with the column "${column}" as its values are no numbers: current value is ${JSON.stringify(text)}`,
  );
}
