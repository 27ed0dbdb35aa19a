import { Decimal } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { ExactSum } from "./exact_sum.ts";
import type { Codes, Table } from "./table.ts";
import { unknownCosts } from "./unknown_costs.ts";

/** One cell of a run: what all its tries cost together, and how the last one went. */
export interface CellRow {
  /** The row of its latest try. */
  readonly row: number;
  /** The rows of its other tries. */
  readonly earlier: readonly number[];
  /** Whether that try ended the cell; an interrupted run has cells that have not ended. */
  readonly ended: boolean;
  readonly ok: boolean;
  /** The sum over all tries, exact; `null` when none has a cost, or that of one is unknown. */
  readonly cost: Decimal | null;
  /** The same as the nearest double. */
  readonly costUsd: number | null;
  /** Whether the cost of a try is unknown that may have cost something. */
  readonly costUnknown: boolean;
}

const NONE: readonly number[] = [];

/** A million of these stand in memory at once, so an exact cost is made when it is asked for. */
class Cell implements CellRow {
  row: number;
  earlier: readonly number[] = NONE;
  ended = false;
  ok = false;
  costUnknown = false;
  /** A number as long as one try alone has a cost: the decimal that it prints as. */
  known: number | Decimal | null = null;

  constructor(row: number) {
    this.row = row;
  }

  get cost(): Decimal | null {
    return this.costUnknown ? null : this.#exact();
  }

  get costUsd(): number | null {
    if (this.costUnknown) return null;
    return this.known instanceof Decimal ? this.known.toNumber() : this.known;
  }

  #exact(): Decimal | null {
    return typeof this.known === "number" ? Decimal.fromNumber(this.known) : this.known;
  }

  add(row: number, isLatest: boolean): void {
    if (this.earlier === NONE) this.earlier = [];
    (this.earlier as number[]).push(isLatest ? this.row : row);
    if (isLatest) this.row = row;
  }

  pay(usd: number): void {
    this.known = this.known === null ? usd : this.#exact()!.plus(Decimal.fromNumber(usd));
  }
}

/** The cells of a table of tries, in the order in which they first occur. Several runs may stand in one table. */
function cellRows(table: Table): Cell[] {
  const tries = table.numbers("try");
  const costs = table.numbers("cost_usd");
  const isUnknown = unknownCosts(table);
  const cells: Cell[] = [];
  const cellAt = cellFinder(table);
  for (let row = 0; row < table.height; row++) {
    const number = cellAt(row);
    const cell = cells[number] ??= new Cell(row);
    if (cell.row !== row) cell.add(row, tries[row] >= tries[cell.row]);
    if (!Number.isNaN(costs[row])) cell.pay(costs[row]);
    else if (isUnknown(row)) cell.costUnknown = true;
  }
  const final = table.numbers("final");
  const status = table.codes("status");
  const ok = status.values.indexOf("ok");
  for (const cell of cells) {
    cell.ended = final[cell.row] === 1;
    cell.ok = cell.ended && status.codes[cell.row] === ok;
  }
  return cells;
}

/** Numbers the cells from 0 in the order in which they first occur. */
function cellFinder(table: Table): (row: number) => number {
  const { codes: runs, values } = table.codes("run_id");
  const indexes = table.numbers("cell_index");
  const width = indexes.reduce((most, index) => Math.max(most, index), 0) + 1;
  const number = numberer(width * values.length, table.height);
  return (row) => number(runs[row] * width + indexes[row]);
}

/** Numbers keys from 0 on in the order in which they first occur; `limit` is above all keys. */
function numberer(limit: number, height: number): (key: number) => number {
  let count = 0;
  if (limit <= 4 * height + 1024) {
    const known = new Int32Array(limit);
    return (key) => (known[key] ||= ++count) - 1;
  }
  const known = new Map<number, number>();
  return (key) => {
    let number = known.get(key);
    if (number === undefined) known.set(key, number = count++);
    return number;
  };
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
  const columns = by.map((name) => table.codes(name));
  const groups: { values: ColumnValue[]; cells: CellRow[] }[] = [];
  const numbers = rowNumbers(columns, table.height);
  for (const cell of cellRows(table)) {
    const group = groups[numbers[cell.row]] ??= {
      values: columns.map(({ codes, values }) => values[codes[cell.row]]),
      cells: [],
    };
    group.cells.push(cell);
  }
  // A group whose rows are all of earlier tries has left a hole.
  return groups.filter(() => true).sort((a, b) => compareValues(a.values, b.values));
}

/** One number for the codes of several columns, the same where all codes are. */
function rowNumbers(columns: readonly Codes[], height: number): Int32Array {
  const numbers = new Int32Array(height);
  let distinct = 1;
  for (const { codes, values } of columns) {
    // Numbered anew after each column, so that the numbers stay small however many there are.
    const number = numberer(distinct * values.length, height);
    distinct = 0;
    for (let row = 0; row < height; row++) {
      numbers[row] = number(numbers[row] * values.length + codes[row]);
      if (numbers[row] >= distinct) distinct = numbers[row] + 1;
    }
  }
  return numbers;
}

/** The exact sum of what cells cost, of those whose cost is known, and how many these are. */
export function exactCosts(cells: readonly CellRow[]): { readonly total: Decimal; readonly known: number } {
  const sum = new ExactSum();
  for (const cell of cells) {
    const cost = cell instanceof Cell && !cell.costUnknown ? cell.known : cell.cost;
    if (cost !== null) sum.add(cost);
  }
  return { total: sum.total(), known: sum.count };
}

/** The values of a column in the latest tries of cells, without nulls. */
export function numbersOf(table: Table, name: string, cells: readonly CellRow[]): number[] {
  const column = table.numbers(name);
  const numbers: number[] = [];
  for (const { row } of cells) if (!Number.isNaN(column[row])) numbers.push(column[row]);
  return numbers;
}

/** The order of groups by their values: numbers by size, text by code units, `null` last. */
export function compareValues(a: readonly ColumnValue[], b: readonly ColumnValue[]): number {
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
