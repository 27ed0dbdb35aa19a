import { quantile } from "../../base/mod.ts";
import type { RepeatReduction } from "../../scoring/mod.ts";
import { type CellRow, exactCosts, groupCells, numbersOf, type Table } from "../frames/mod.ts";
import { ascending, mean } from "../../statistics/mod.ts";
import { reducedScores } from "./_reduced_scores.ts";
import type { VerbColumns, VerbRow } from "./_verb_frame.ts";

/** One group of cells in figures: the values of the columns it was grouped by, then the figures by name. */
export type SummaryRow = VerbRow;

/** The percentiles that are told of each time. */
export const PERCENTILES = [50, 90, 95, 99] as const;
/** The times that percentiles are told of. */
export const LATENCIES = ["ttft", "latency", "tpot"] as const;

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

/** The columns behind those of the grouping; those of reduced repeats only where there is a reduction. */
export function summaryColumns({ reduction }: { readonly reduction?: RepeatReduction } = {}): VerbColumns {
  const columns = Object.assign({}, ...SECTIONS.map((section) => section.columns)) as VerbColumns;
  return reduction === undefined ? columns : { ...columns, ...REDUCED };
}

/** The summary of a table of tries; with a reduction, repeats are reduced by it. */
export function summaryRows(table: Table, by: readonly string[], reduction?: RepeatReduction): SummaryRow[] {
  return groupCells(table, by).map(({ values, cells }) => ({
    ...Object.fromEntries(by.map((name, i) => [name, values[i]])),
    ...summaryOf(table, cells, { reduction }),
  }));
}

/** The figures of some cells: all, or those that are made together with one of them. */
export function summaryOf(
  table: Table,
  cells: readonly CellRow[],
  { reduction, only }: { readonly reduction?: RepeatReduction; readonly only?: string } = {},
): VerbRow {
  const wanted = SECTIONS.filter(({ columns }) => only === undefined || Object.hasOwn(columns, only));
  const isReduced = reduction !== undefined && (only === undefined || Object.hasOwn(REDUCED, only));
  return {
    ...Object.assign({}, ...wanted.map((section) => section.of(table, cells))),
    ...(isReduced ? reducedScores(table, cells, reduction) : {}),
  };
}

/** `latency`, 50 → `latency_p50_ms`. */
export function percentileName(name: string, percent: number): string {
  return `${name}_p${percent}_ms`;
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
