import { quantile } from "../../base/mod.ts";
import { type CellRow, numbersOf } from "./cells.ts";
import { ascending, mean } from "../../statistics/mod.ts";
import { scoreInterval } from "./_score_interval.ts";
import type { Table } from "./table.ts";

/** A figure of a group of cells, with the bar that shows how much it varies; `null` where that is unknown. */
export interface Figure {
  readonly middle: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** The mean score of the cells that have one, with its 95 % confidence interval; `null` when none has. */
export function scoreFigure(table: Table, cells: readonly CellRow[]): Figure | null {
  const scored = cells.filter(({ ended, row }) => ended && table.column("score")[row] !== null);
  const scores = numbersOf(table, "score", scored);
  const middle = mean(scores);
  if (middle === null) return null;
  const prompts = table.column("prompt_id");
  const interval = scoreInterval(scores, scored.map(({ row }) => prompts[row]));
  return { middle, low: interval?.[0] ?? null, high: interval?.[1] ?? null };
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
