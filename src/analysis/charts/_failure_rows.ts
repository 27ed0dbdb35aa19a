import { type CellRow, groupCells, type Table } from "../frames/mod.ts";

/** The outcomes of cells that ended with an answer, the best first. */
export const ANSWERED = ["at once", "1 retry", "2 retries", "3+ retries"] as const;

/** How the cells of one bar went. */
export interface FailureRow {
  readonly name: string;
  /** Cells that have ended. */
  readonly cells: number;
  readonly answered: number;
  /** Cells by outcome: one of {@linkcode ANSWERED}, else the kind of the error that ended the cell. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** All tries of those cells, the failed ones too. */
  readonly tries: number;
  /** Tries that brought no answer. */
  readonly triesLost: number;
}

/** How the cells of a run went, and how many have not ended. */
export interface FailureFigures {
  readonly rows: readonly FailureRow[];
  readonly open: number;
}

/** The cells of a table by the values of one column; a group of which no cell has ended has no row. */
export function failureFigures(table: Table, by: string): FailureFigures {
  const triesOf = cellTries(table);
  const groups = groupCells(table, [by]);
  const rows = groups.flatMap(({ values, cells }) => {
    const ended = cells.filter((cell) => cell.ended);
    return ended.length === 0 ? [] : [rowOf(table, { name: String(values[0]), cells: ended, triesOf })];
  });
  const open = groups.reduce((sum, { cells }) => sum + cells.filter(({ ended }) => !ended).length, 0);
  return { rows, open };
}

interface Tries {
  readonly all: number;
  readonly lost: number;
}

/** How many tries the cell had that a row belongs to. */
function cellTries(table: Table): (row: number) => Tries {
  const runs = table.codes("run_id");
  const indexes = table.numbers("cell_index");
  const status = table.codes("status");
  const ok = status.values.indexOf("ok");
  const highest = indexes.reduce((most, index) => Math.max(most, index), 0);
  const numbers = new Map<number, number>();
  // Cells are numbered from 0, so that their numbers are places of an array, unless they are a few of very many.
  const isDense = highest * runs.values.length <= 8 * table.height + 1024;
  const placeOf = (row: number) => {
    const key = indexes[row] * runs.values.length + runs.codes[row];
    if (isDense) return key;
    const place = numbers.get(key) ?? numbers.size;
    numbers.set(key, place);
    return place;
  };
  const places = isDense ? (highest + 1) * runs.values.length : table.height;
  const [all, lost] = [new Uint32Array(places), new Uint32Array(places)];
  for (let row = 0; row < table.height; row++) {
    const place = placeOf(row);
    all[place]++;
    if (status.codes[row] !== ok) lost[place]++;
  }
  return (row) => ({ all: all[placeOf(row)], lost: lost[placeOf(row)] });
}

function rowOf(table: Table, { name, cells, triesOf }: {
  readonly name: string;
  readonly cells: readonly CellRow[];
  readonly triesOf: (row: number) => Tries;
}): FailureRow {
  const kinds = table.codes("error_kind");
  const outcomes = new Map<string, number>();
  const sum = { answered: 0, tries: 0, triesLost: 0 };
  for (const { row, ok } of cells) {
    const { all, lost } = triesOf(row);
    sum.tries += all;
    sum.triesLost += lost;
    if (ok) sum.answered++;
    const kind = kinds.values[kinds.codes[row]];
    const outcome = ok ? ANSWERED[Math.min(lost, ANSWERED.length - 1)] : String(kind ?? "unknown");
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  return { name, cells: cells.length, outcomes, ...sum };
}
