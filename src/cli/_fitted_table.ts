import { type TextColumn, textTable } from "./_text_table.ts";
import type { Output } from "./io.ts";

/** A column that may be cut, or left out, where the table is too wide for the terminal. */
export interface FittedColumn extends TextColumn {
  /** How many characters must stay; a column without is never cut. */
  readonly least?: number;
  /** Where cutting is not enough, the column with the lowest number goes first; one without a number stays. */
  readonly leaves?: number;
  /** Where it is cut: at its end unless given. */
  readonly cutAt?: "start";
}

const BETWEEN = 2;

/**
 * A text table that is as wide as the terminal at most, where its columns can be cut or left out; elsewhere nothing is.
 * What is left out stands in the `--json` document.
 */
export function fittedTable(
  columns: readonly FittedColumn[],
  rows: readonly (readonly string[])[],
  { isTerminal, columns: width }: Pick<Output, "isTerminal" | "columns">,
): string {
  if (!isTerminal) return textTable(columns, rows);
  const whole = columns.map(({ title }, i) =>
    rows.reduce((widest, row) => Math.max(widest, row[i].length), title.length)
  );
  const least = (i: number) => Math.min(whole[i], Math.max(columns[i].least ?? Infinity, columns[i].title.length));
  const over = (places: readonly number[], widthOf: (i: number) => number) =>
    places.reduce((sum, i) => sum + widthOf(i) + BETWEEN, -BETWEEN) - width;
  let kept = columns.map((_, i) => i);
  const leaving = kept.filter((i) => columns[i].leaves !== undefined)
    .sort((a, b) => columns[a].leaves! - columns[b].leaves!);
  while (leaving.length > 0 && over(kept, least) > 0) {
    const gone = leaving.shift();
    kept = kept.filter((i) => i !== gone);
  }
  const widths = [...whole];
  for (let more = over(kept, (i) => whole[i]); more > 0; more--) {
    // The widest gives first.
    const widest = kept.reduce(
      (best, i) => widths[i] > least(i) && (best < 0 || widths[i] > widths[best]) ? i : best,
      -1,
    );
    if (widest < 0) break;
    widths[widest]--;
  }
  const cell = (row: readonly string[], i: number) =>
    columns[i].cutAt === "start" ? clippedStart(row[i], widths[i]) : clipped(row[i], widths[i]);
  return textTable(kept.map((i) => columns[i]), rows.map((row) => kept.map((i) => cell(row, i))));
}

function clippedStart(text: string, most: number): string {
  return text.length <= most ? text : `…${text.slice(text.length - Math.max(0, most - 1))}`;
}

/** A text of one line that takes so many characters at most. */
export function clipped(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length <= most ? line : `${line.slice(0, Math.max(0, most - 1))}…`;
}
