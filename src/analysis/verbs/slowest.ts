import { quantile, UserError } from "../../base/mod.ts";
import { type CellGroup, type CellRow, type DataFrame, frameTable, groupCells, type Table } from "../frames/mod.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

/** Options of {@linkcode slowest}. */
export interface SlowestOptions {
  /** How many are told, of each group. 10 unless given. */
  readonly n?: number;
  /** The columns whose values make a group. All are one group unless given. */
  readonly by?: string | readonly string[];
  /** The column of times: `latency_ms` unless given, or `ttft_ms`, `tpot_ms`, `queue_ms`, …, or `waited_ms`. */
  readonly time?: string;
}

const FACTS: VerbColumns = {
  endpoint: "utf8",
  prompt_id: "utf8",
  repeat: "i64",
  label: "utf8",
  latency_ms: "f64",
  ttft_ms: "f64",
  tpot_ms: "f64",
  output_tokens: "i64",
  queue_ms: "f64",
  retries: "i64",
  finish_reason: "utf8",
  started_at: "utf8",
  summary: "utf8",
};

/**
 * The answers that took longest, the slowest first, each with what may explain it.
 *
 * One row per cell that ended with an answer: the columns `by`, then
 *
 * - `times_median`: the time divided by the median of the endpoint's answers at the same parameters;
 * - `waited_ms`: what a user waits for in all: the queue, every try and the waits between them;
 * - of the try that answered, where the frame has them: `endpoint`, `prompt_id`, `repeat`, `label`, `latency_ms`,
 *   `ttft_ms` and `tpot_ms` (ms), `output_tokens`, `queue_ms`, `retries`, `finish_reason`, `started_at`, `summary`.
 *
 * @throws {UserError} when the frame lacks a column, or `n` is no count.
 *
 * @example The two slowest answers of each endpoint
 * ```ts ignore
 * const frame = await loadRun("runs/quickstart");
 * await Deno.jupyter.display(slowest(frame, { n: 2, by: "endpoint" }));
 * ```
 */
export function slowest(frame: DataFrame, options: SlowestOptions = {}): DataFrame {
  const { n = 10, by = [], time = "latency_ms" } = options;
  if (!Number.isSafeInteger(n) || n < 1) {
    throw new UserError(`Cannot list the slowest answers as n must be a whole number from 1: current value is ${n}`);
  }
  const table = frameTable(frame);
  const keys = [by].flat();
  const waited = waitedMs(table);
  const timeOf = time === "waited_ms" ? waited : times(table.numbers(time));
  const median = medians(table, timeOf);
  const facts = Object.keys(FACTS).filter((name) => table.names.includes(name) && !keys.includes(name));
  const rows = groupCells(table, keys).flatMap((group) =>
    slowestOf(group, { n, timeOf }).map((cell): VerbRow => ({
      ...Object.fromEntries(keys.map((name, i) => [name, group.values[i]])),
      times_median: ratio(timeOf(cell), median(cell)),
      waited_ms: waited(cell),
      ...Object.fromEntries(facts.map((name) => [name, table.column(name)[cell.row]])),
    }))
  );
  const columns = Object.fromEntries(facts.map((name) => [name, FACTS[name]]));
  return verbFrame(rows, { times_median: "f64", waited_ms: "f64", ...columns }, { of: frame, names: keys });
}

type TimeOf = (cell: CellRow) => number | null;

function slowestOf({ cells }: CellGroup, { n, timeOf }: { readonly n: number; readonly timeOf: TimeOf }): CellRow[] {
  const known = timesOf(cells, timeOf).sort();
  if (known.length === 0) return [];
  // Of a million answers only those that may be told are compared with each other.
  const least = known[Math.max(0, known.length - n)];
  const slow = cells.filter((cell) => cell.ok && (timeOf(cell) ?? -Infinity) >= least);
  return slow.sort((a, b) => timeOf(b)! - timeOf(a)! || a.row - b.row).slice(0, n);
}

/** The times of the answers among some cells. */
function timesOf(cells: readonly CellRow[], timeOf: TimeOf): Float64Array {
  const found = new Float64Array(cells.length);
  let count = 0;
  for (const cell of cells) {
    const time = cell.ok ? timeOf(cell) : null;
    if (time !== null) found[count++] = time;
  }
  return found.subarray(0, count);
}

function times(values: Float64Array): TimeOf {
  return ({ row }) => Number.isNaN(values[row]) ? null : values[row];
}

/** Over all tries of a cell; `null` where the latest one's latency is unknown. */
function waitedMs(table: Table): TimeOf {
  const parts = ["latency_ms", "queue_ms", "retry_wait_ms"].map((name) => table.numbers(name));
  const at = (row: number) => parts.reduce((sum, values) => sum + (values[row] || 0), 0);
  return ({ row, earlier }) =>
    Number.isNaN(parts[0][row]) ? null : earlier.reduce((sum, one) => sum + at(one), at(row));
}

/** The median of the answers of the same endpoint at the same parameters. */
function medians(table: Table, timeOf: TimeOf): (cell: CellRow) => number | null {
  const axes = table.names.filter((name) => name.startsWith("param_") && name !== "param_seed");
  const found = new Float64Array(table.height).fill(NaN);
  for (const { cells } of groupCells(table, ["endpoint", ...axes])) {
    const median = quantile(timesOf(cells, timeOf).sort(), 0.5);
    if (median !== null) { for (const { row } of cells) found[row] = median; }
  }
  return ({ row }) => Number.isNaN(found[row]) ? null : found[row];
}

function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : a / b;
}
