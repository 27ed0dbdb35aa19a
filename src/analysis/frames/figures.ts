import { quantile } from "../../base/mod.ts";
import { type CellRow, numbersOf } from "./cells.ts";
import { ascending, clusteredMean, mean } from "../../statistics/mod.ts";
import type { Table } from "./table.ts";

/** A figure of a group of cells, with the bar that shows how much it varies; `null` where that is unknown. */
export interface Figure {
  readonly middle: number;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * The mean score of the cells that have one, with its 95 % confidence interval, for which the cells of one prompt count
 * as one group; `null` when none has a score.
 */
export function scoreFigure(table: Table, cells: readonly CellRow[]): Figure | null {
  const scored = cells.filter(({ ended, row }) => ended && table.column("score")[row] !== null);
  const prompts = table.column("prompt_id");
  const clusters = scored.map(({ row }) => prompts[row]);
  const estimate = clusteredMean(numbersOf(table, "score", scored), { clusters, bounds: [0, 1] });
  return estimate && { middle: estimate.value, low: estimate.low, high: estimate.high };
}

/** The median latency of the answers, with the middle half of them; `null` when there is no answer. */
export function latencyFigure(table: Table, cells: readonly CellRow[]): Figure | null {
  const values = ascending(numbersOf(table, "latency_ms", cells.filter(({ ok }) => ok)));
  const middle = quantile(values, 0.5);
  return middle === null ? null : { middle, low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/** The mean cost of the cells whose cost is known, all their tries included; `null` when none is. */
export function meanCost(cells: readonly CellRow[]): number | null {
  return mean(cells.flatMap(({ costUsd }) => costUsd ?? []));
}
