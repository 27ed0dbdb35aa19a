import { quantile } from "../../base/mod.ts";
import { ascending, mean } from "../../statistics/mod.ts";
import { type CellRow, exactCosts, type Table } from "../frames/mod.ts";
import { cellNumber } from "./_cell_number.ts";
import type { CellStatistic } from "./cell_statistic.ts";

/** A statistic of a column's numbers in cells; `null` without any, but their count is 0. */
export function statisticOf(
  table: Table,
  column: string,
  statistic: CellStatistic,
): (cells: readonly CellRow[]) => number | null {
  const number = cellNumber(table, column);
  return (cells) => {
    if (column === "cost_usd" && statistic === "sum") return exactSum(cells);
    const numbers = cells.flatMap((cell) => number(cell) ?? []);
    return numbers.length === 0 && statistic !== "count" ? null : reduce(numbers, statistic);
  };
}

function exactSum(cells: readonly CellRow[]): number | null {
  const { total, known } = exactCosts(cells);
  return known === 0 ? null : total.toNumber();
}

function reduce(numbers: readonly number[], statistic: CellStatistic): number | null {
  if (typeof statistic === "object") return quantile(ascending(numbers), statistic.quantile);
  switch (statistic) {
    case "mean":
      return mean(numbers);
    case "median":
      return quantile(ascending(numbers), 0.5);
    case "sum":
      return ascending(numbers).reduce((sum, value) => sum + value, 0);
    case "min":
      return numbers.reduce((least, value) => Math.min(least, value));
    case "max":
      return numbers.reduce((most, value) => Math.max(most, value));
    case "count":
      return numbers.length;
  }
}
