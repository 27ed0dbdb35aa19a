import type { Attempt } from "../../spec/mod.ts";
import { conflict, text } from "./_conflict.ts";
import type { MergeChoice } from "./merge_choice.ts";

/** The rows of one cell, by try. */
export type CellRows = readonly Attempt[];

/** The rows of a run cell by cell, where they come by cell. */
export async function* byCell(attempts: AsyncIterable<Attempt>): AsyncGenerator<CellRows> {
  let rows: Attempt[] = [];
  for await (const attempt of attempts) {
    if (rows.length > 0 && rows[0].cellIndex !== attempt.cellIndex) {
      yield rows;
      rows = [];
    }
    rows.push(attempt);
  }
  if (rows.length > 0) yield rows;
}

/**
 * The rows of a cell that several ledgers have. A ledger in which the cell was tried more often has gone on from where
 * the other one stood, and one in which the cell was taken up again has, too. Everything else is a conflict: the rows are
 * then those of one ledger, never some of each.
 */
export function joinCells(cells: readonly CellRows[], { prefer }: MergeChoice): CellRows {
  return cells.reduce((a, b) => {
    if (prefer === undefined) assertSame(a, b);
    return isLater(b, a) ? b : a;
  });
}

function assertSame(a: CellRows, b: CellRows): void {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [{ ...a[i], final: true }, { ...b[i], final: true }];
    if (text(x) === text(y)) continue;
    const { runId, cellIndex, try: number } = a[i];
    throw conflict(`try ${number} of cell ${cellIndex} of the run "${runId}"`, x, y);
  }
}

/** By when it was last tried, how often, whether it is to be tried again, and at last by its text: never a draw. */
function isLater(a: CellRows, b: CellRows): boolean {
  const [x, y] = [orderOf(a), orderOf(b)];
  const differs = x.findIndex((value, i) => value !== y[i]);
  return differs >= 0 && x[differs] > y[differs];
}

function orderOf(rows: CellRows): (string | number)[] {
  const lastStart = rows.reduce((last, { startedAt }) => startedAt > last ? startedAt : last, "");
  return [lastStart, rows.length, rows[rows.length - 1].final ? 0 : 1, text(rows)];
}
