import { costIsUnknown } from "../../ledger/mod.ts";
import { Decimal } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { Table } from "./table.ts";

/** One cell of a run: what all its tries cost together, and how the last one went. */
export interface CellRow {
  /** The row of its latest try. */
  readonly row: number;
  /** Whether that try ended the cell; an interrupted run has cells that have not ended. */
  readonly ended: boolean;
  readonly ok: boolean;
  /** The sum over all tries whose cost is known, exact; `null` when none is. */
  readonly cost: Decimal | null;
  /** Whether an answer came whose cost is unknown. */
  readonly costUnknown: boolean;
}

const ZERO = Decimal.fromInteger(0);

interface OpenCell {
  row: number;
  cost: Decimal | null;
  costUnknown: boolean;
}

/** The cells of a table of tries, in the order in which they first occur. Several runs may stand in one table. */
function cellRows(table: Table): CellRow[] {
  const runs = table.column("run_id");
  const indexes = table.column("cell_index");
  const tries = table.column("try");
  const costs = table.column("cost_usd");
  const status = table.column("status");
  const httpStatus = table.column("http_status");
  const final = table.column("final");
  const cells = new Map<string, OpenCell>();
  for (let row = 0; row < table.height; row++) {
    const key = `${runs[row]} ${indexes[row]}`;
    const cell = cells.get(key) ?? { row, cost: null, costUnknown: false };
    if (Number(tries[row]) >= Number(tries[cell.row])) cell.row = row;
    const cost = costs[row];
    if (typeof cost === "number") cell.cost = (cell.cost ?? ZERO).plus(Decimal.fromNumber(cost));
    else if (costIsUnknown({ costUsd: null, httpStatus: httpStatus[row] as number | null })) cell.costUnknown = true;
    cells.set(key, cell);
  }
  return [...cells.values()].map(({ row, cost, costUnknown }) => {
    const ended = final[row] === true;
    return { row, ended, ok: ended && status[row] === "ok", cost, costUnknown };
  });
}

/** Cells that have the same values in the columns `by`. */
export interface CellGroup {
  readonly values: readonly ColumnValue[];
  readonly cells: readonly CellRow[];
}

/**
 * Cells in groups, sorted by their values: numbers by size, text by code units, `false` before `true`, `null` last.
 * A cell belongs where its latest try does.
 */
export function groupCells(table: Table, by: readonly string[]): CellGroup[] {
  const columns = by.map((name) => table.column(name));
  const groups = new Map<string, { values: ColumnValue[]; cells: CellRow[] }>();
  for (const cell of cellRows(table)) {
    const values = columns.map((column) => column[cell.row]);
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, cells: [] };
    group.cells.push(cell);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => compareValues(a.values, b.values));
}

/** The values of a column in the latest tries of cells, without nulls. */
export function numbersOf(table: Table, name: string, cells: readonly CellRow[]): number[] {
  const column = table.column(name);
  return cells.map(({ row }) => column[row]).filter((value) => typeof value === "number");
}

function compareValues(a: readonly ColumnValue[], b: readonly ColumnValue[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareValue(a[i], b[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compareValue(a: ColumnValue, b: ColumnValue): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a < b ? -1 : 1;
}
