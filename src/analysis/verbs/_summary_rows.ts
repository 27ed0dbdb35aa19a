import { quantile } from "../../base/mod.ts";
import type { RepeatReduction } from "../../scoring/mod.ts";
import { type CellRow, exactCosts, groupCells, numbersOf, type Table } from "../frames/mod.ts";
import { ascending, mean } from "../../statistics/mod.ts";
import type { IntervalOptions } from "./interval_options.ts";
import { LATENCIES, percentileName, PERCENTILES } from "./_percentiles.ts";
import { reducedScores } from "./_reduced_scores.ts";
import { intervalsOf, withIntervalColumns } from "./_summary_intervals.ts";
import type { VerbColumns, VerbRow } from "./_verb_frame.ts";

/** One group of cells in figures: the values of the columns it was grouped by, then the figures by name. */
export type SummaryRow = VerbRow;

/** Some figures that are made together. */
interface Section {
  readonly columns: VerbColumns;
  of(table: Table, cells: readonly CellRow[]): VerbRow;
}

const SECTIONS: readonly Section[] = [
  { columns: { n: "i64" }, of: (_, cells) => ({ n: cells.length }) },
  { columns: { ok_rate: "f64" }, of: (_, cells) => ({ ok_rate: okRate(cells) }) },
  { columns: { cost_total_usd: "f64", cost_mean_usd: "f64" }, of: (_, cells) => costs(cells) },
  ...LATENCIES.map((name): Section => ({
    columns: Object.fromEntries(PERCENTILES.map((percent) => [percentileName(name, percent), "f64" as const])),
    of: (table, cells) => percentiles(table, name, cells),
  })),
  {
    columns: { score_mean: "f64" },
    of: (table, cells) => ({ score_mean: mean(numbersOf(table, "score", cells.filter(({ ended }) => ended))) }),
  },
];

const REDUCED: VerbColumns = { score_reduced: "f64", score_n: "i64", score_too_few: "i64" };

/** What else a summary says. */
export interface SummaryOptions {
  /** How repeats become one score. */
  readonly reduction?: RepeatReduction;
  /** Whether intervals are told, and how they are made. */
  readonly intervals?: boolean | IntervalOptions;
}

/** The columns behind those of the grouping: those of reduced repeats and of intervals where they are asked for. */
export function summaryColumns({ reduction, intervals = false }: SummaryOptions = {}): VerbColumns {
  const plain = Object.assign({}, ...SECTIONS.map((section) => section.columns)) as VerbColumns;
  const columns = reduction === undefined ? plain : { ...plain, ...REDUCED };
  return intervals === false ? columns : withIntervalColumns(columns);
}

/** The summary of a table of tries. */
export function summaryRows(table: Table, by: readonly string[], options: SummaryOptions = {}): SummaryRow[] {
  const columns = [...by, ...Object.keys(summaryColumns(options))];
  return groupCells(table, by).map(({ values, cells }) => {
    const row: VerbRow = {
      ...Object.fromEntries(by.map((name, i) => [name, values[i]])),
      ...summaryOf(table, cells, options),
    };
    return Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
  });
}

/** The figures of some cells: all, or those that are made together with one of them. */
export function summaryOf(
  table: Table,
  cells: readonly CellRow[],
  { reduction, intervals = false, only }: SummaryOptions & { readonly only?: string } = {},
): VerbRow {
  const wanted = SECTIONS.filter(({ columns }) => only === undefined || Object.hasOwn(columns, only));
  const isReduced = reduction !== undefined && (only === undefined || Object.hasOwn(REDUCED, only));
  const reduced = isReduced ? reducedScores(table, cells, reduction) : null;
  const options = intervals === true ? {} : intervals;
  return {
    ...Object.assign({}, ...wanted.map((section) => section.of(table, cells))),
    ...(reduced === null ? {} : {
      score_reduced: mean(reduced.scores.values),
      score_n: reduced.scores.values.length,
      score_too_few: reduced.tooFew,
    }),
    ...(options === false ? {} : intervalsOf(table, cells, { options, reduced: reduced?.scores ?? null })),
  };
}

function okRate(cells: readonly CellRow[]): number | null {
  const ended = cells.filter((cell) => cell.ended);
  return ended.length === 0 ? null : ended.filter(({ ok }) => ok).length / ended.length;
}

function costs(cells: readonly CellRow[]): VerbRow {
  const { total, known } = exactCosts(cells);
  if (known === 0) return { cost_total_usd: null, cost_mean_usd: null };
  return {
    cost_total_usd: cells.some(({ costUnknown }) => costUnknown) ? null : total.toNumber(),
    cost_mean_usd: total.toNumber() / known,
  };
}

function percentiles(table: Table, name: string, cells: readonly CellRow[]): VerbRow {
  const values = ascending(numbersOf(table, `${name}_ms`, cells.filter(({ ok }) => ok)));
  return Object.fromEntries(
    PERCENTILES.map((percent) => [percentileName(name, percent), quantile(values, percent / 100)]),
  );
}
