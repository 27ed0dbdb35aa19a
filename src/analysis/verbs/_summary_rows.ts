import { quantile } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { RepeatReduction } from "../../scoring/mod.ts";
import { type CellRow, exactCosts, groupCells, numbersOf, type Table } from "../frames/mod.ts";
import { reducedScores } from "./_reduced_scores.ts";
import { ascending, mean } from "../../statistics/mod.ts";

/** One group of cells in figures: the values of the columns it was grouped by, then the figures by name. */
export type SummaryRow = { readonly [column: string]: ColumnValue };

const PERCENTILES = [50, 90, 95, 99] as const;
const LATENCIES = ["ttft", "latency", "tpot"] as const;

/** The columns behind those of the grouping. All are f64 but `n`. */
export const SUMMARY_COLUMNS: readonly string[] = [
  "n",
  "ok_rate",
  "cost_total_usd",
  "cost_mean_usd",
  ...LATENCIES.flatMap((name) => PERCENTILES.map((percent) => `${name}_p${percent}_ms`)),
  "score_mean",
];

/** The columns behind those where repeats are reduced. `score_reduced` is f64, the others are i64. */
export const REDUCED_COLUMNS: readonly string[] = ["score_reduced", "score_n", "score_too_few"];

/** The summary of a table of tries; with a reduction, repeats are reduced by it. */
export function summaryRows(table: Table, by: readonly string[], reduction?: RepeatReduction): SummaryRow[] {
  return groupCells(table, by).map(({ values, cells }) => ({
    ...Object.fromEntries(by.map((name, i) => [name, values[i]])),
    n: cells.length,
    ok_rate: okRate(cells),
    ...costs(cells),
    ...latencies(table, cells.filter(({ ok }) => ok)),
    score_mean: mean(numbersOf(table, "score", cells.filter(({ ended }) => ended))),
    ...(reduction === undefined ? {} : reducedScores(table, cells, reduction)),
  }));
}

function okRate(cells: readonly CellRow[]): number | null {
  const ended = cells.filter((cell) => cell.ended);
  return ended.length === 0 ? null : ended.filter(({ ok }) => ok).length / ended.length;
}

function costs(cells: readonly CellRow[]): SummaryRow {
  const { total, known } = exactCosts(cells);
  if (known === 0) return { cost_total_usd: null, cost_mean_usd: null };
  return {
    cost_total_usd: cells.some(({ costUnknown }) => costUnknown) ? null : total.toNumber(),
    cost_mean_usd: total.toNumber() / known,
  };
}

function latencies(table: Table, answered: readonly CellRow[]): SummaryRow {
  const figures: { [column: string]: number | null } = {};
  for (const name of LATENCIES) {
    const values = ascending(numbersOf(table, `${name}_ms`, answered));
    for (const percent of PERCENTILES) figures[`${name}_p${percent}_ms`] = quantile(values, percent / 100);
  }
  return figures;
}
