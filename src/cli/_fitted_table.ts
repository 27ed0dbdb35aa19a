import { type TextColumn, textTable } from "./_text_table.ts";
import type { Output } from "./io.ts";

/** A column that may be cut where the table is too wide for the terminal. */
export interface FittedColumn extends TextColumn {
  /** How many characters must stay; a column without is never cut. */
  readonly least?: number;
}

const BETWEEN = 2;

/** A text table that is as wide as the terminal at most, where its columns can be cut; elsewhere nothing is. */
export function fittedTable(
  columns: readonly FittedColumn[],
  rows: readonly (readonly string[])[],
  { isTerminal, columns: width }: Pick<Output, "isTerminal" | "columns">,
): string {
  if (!isTerminal) return textTable(columns, rows);
  const widths = columns.map(({ title }, i) =>
    rows.reduce((widest, row) => Math.max(widest, row[i].length), title.length)
  );
  let over = widths.reduce((sum, one) => sum + one + BETWEEN, -BETWEEN) - width;
  while (over > 0) {
    // The widest gives first.
    const spare = columns.map(({ least }, i) =>
      least === undefined ? 0 : widths[i] - Math.max(least, columns[i].title.length)
    );
    const widest = widths.reduce((best, one, i) => spare[i] > 0 && (best < 0 || one > widths[best]) ? i : best, -1);
    if (widest < 0) break;
    widths[widest]--;
    over--;
  }
  return textTable(columns, rows.map((row) => row.map((cell, i) => clipped(cell, widths[i]))));
}

/** A text of one line that takes so many characters at most. */
export function clipped(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= most ? line : `${line.slice(0, Math.max(0, most - 1))}…`;
}
