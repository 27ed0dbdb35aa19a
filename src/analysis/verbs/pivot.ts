import { nearestName, UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { RepeatReduction } from "../../scoring/mod.ts";
import { type CellRow, compareValues, type DataFrame, frameTable, groupCells, type Table } from "../frames/mod.ts";
import { valueName } from "./_value_name.ts";
import type { CellStatistic } from "./cell_statistic.ts";
import { statisticOf } from "./_statistic_of.ts";
import { summaryColumns, summaryOf } from "./_summary_rows.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

/** Options of {@linkcode pivot}. */
export interface PivotOptions {
  /** The columns whose values make a row each. */
  readonly rows: string | readonly string[];
  /** The columns whose values make a column each. */
  readonly columns: string | readonly string[];
  /** A figure of `summarize` (`score_mean`, `latency_p50_ms`, …), or a column of numbers. */
  readonly value: string;
  /** What becomes of a column's numbers: their mean unless given, of rates their median. A figure has none. */
  readonly statistic?: CellStatistic;
  /** How repeats are reduced, where `value` is `score_reduced`. */
  readonly reduction?: RepeatReduction;
}

/**
 * A figure in a grid: a row for each value of the columns `rows`, a column for each value of the columns `columns`, both
 * sorted: numbers by size, text by code units, unknown ones last. Where the run has no such cells, the figure is `null`.
 *
 * As in {@linkcode summarize}, a retried cell counts once. Its value of `cost_usd` is the sum of all its tries; any other
 * column is that of the try that ended it: `score` and the scorers' columns over all cells that have one, others over
 * the answers. The unit is that of the value. A column of the result is named by what it stands for: `m@a`, and
 * `temperature=0.5` where the value alone would say little; one column alone, by the value that is asked for.
 *
 * @throws {UserError} when the frame lacks a column, or the value is no figure and has no numbers.
 *
 * @example Scores by endpoint and temperature
 * ```ts ignore
 * const frame = await loadRun("runs/quickstart");
 * const grid = pivot(frame, { rows: "endpoint", columns: "param_temperature", value: "score_mean" });
 * ```
 */
export function pivot(frame: DataFrame, options: PivotOptions): DataFrame {
  const table = frameTable(frame);
  const [rows, columns] = [[options.rows].flat(), [options.columns].flat()];
  const figure = figureOf(table, options);
  const heads = groupCells(table, columns).map(({ values }) => values).sort(bySize);
  const names = columnNames(columns, { heads, taken: rows, alone: options.value });
  const lines = new Map<
    string,
    { readonly values: readonly ColumnValue[]; readonly row: { [name: string]: ColumnValue } }
  >();
  for (const { values, cells } of groupCells(table, [...rows, ...columns])) {
    const own = values.slice(0, rows.length);
    const key = JSON.stringify(own);
    const line = lines.get(key) ?? { values: own, row: Object.fromEntries(rows.map((name, i) => [name, own[i]])) };
    lines.set(key, line);
    line.row[names.get(JSON.stringify(values.slice(rows.length)))!] = figure(cells);
  }
  const sorted = [...lines.values()].sort((a, b) => bySize(a.values, b.values)).map(({ row }): VerbRow => row);
  const type = isFigure(options) ? summaryColumns(options)[options.value] : "f64";
  const types: VerbColumns = Object.fromEntries([...names.values()].map((name) => [name, type]));
  return verbFrame(sorted, types, { of: frame, names: rows });
}

function isFigure({ value, statistic, reduction }: PivotOptions): boolean {
  return statistic === undefined && Object.hasOwn(summaryColumns({ reduction }), value);
}

/** Text that is numbers, as of an axis that has others too, stands in the order of their sizes. */
function bySize(a: readonly ColumnValue[], b: readonly ColumnValue[]): number {
  const read = (value: ColumnValue) =>
    typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;
  return compareValues(a.map(read), b.map(read));
}

function figureOf(table: Table, options: PivotOptions): (cells: readonly CellRow[]) => ColumnValue {
  const { value, reduction } = options;
  if (isFigure(options)) return (cells) => summaryOf(table, cells, { reduction, only: value })[value];
  if (table.names.includes(value)) {
    return statisticOf(table, value, options.statistic ?? (value.endsWith("_tps") ? "median" : "mean"));
  }
  const names = Object.keys(summaryColumns({ reduction }));
  const near = nearestName(value, [...names, ...table.names]);
  throw new UserError(
    "Cannot fill the grid as its value must be a figure of summarize or a column of the frame: " +
      `current value is "${value}"${near === null ? "" : `; did you mean "${near}"?`}`,
  );
}

/** The columns' names by their values; no two are alike, and none is that of a row's column. */
function columnNames(
  columns: readonly string[],
  { heads, taken, alone }: {
    readonly heads: readonly (readonly ColumnValue[])[];
    readonly taken: readonly string[];
    readonly alone: string;
  },
): Map<string, string> {
  const used = new Set(taken);
  const names = new Map<string, string>();
  for (const values of heads) {
    let name = values.map((value, i) => valueName(columns[i], value)).join(", ") || alone;
    while (used.has(name)) name += "′";
    used.add(name);
    names.set(JSON.stringify(values), name);
  }
  return names;
}
