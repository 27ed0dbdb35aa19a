import { type CellGroup, meanCost, scoreFigure, type Table } from "../frames/mod.ts";
import type { ShortNames } from "./_short_names.ts";

/** A point of the chart of cost against quality. A type, not an interface, as it goes into a spec as JSON. */
export type CostPoint = {
  readonly series: string;
  readonly label: string;
  readonly cost: number;
  readonly score: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly cells: number;
};

/** A unit in which costs are readable numbers. */
export interface CostUnit {
  readonly cells: number;
  readonly name: string;
}

/** The point of a group of cells; none when its cost or its score is unknown. */
export function costPoint(table: Table, { values, cells }: CellGroup, names: ShortNames): CostPoint[] {
  const score = scoreFigure(table, cells);
  const cost = meanCost(cells);
  if (score === null || cost === null) return [];
  return [{
    series: names.short(String(values[0])),
    label: values.slice(1).map(String).join(", "),
    cost,
    score: score.middle,
    low: score.low,
    high: score.high,
    cells: cells.length,
  }];
}

/** The unit for costs of which this one is the highest. */
export function costUnit(highest: number): CostUnit {
  if (highest >= 0.01) return { cells: 1, name: "cell" };
  return highest >= 0.00001 ? { cells: 1e3, name: "1,000 cells" } : { cells: 1e6, name: "million cells" };
}

/** The points that no other one beats in both cost and score, the cheapest first. */
export function frontierOf(points: readonly CostPoint[]): CostPoint[] {
  const frontier: CostPoint[] = [];
  for (const point of points.toSorted((a, b) => a.cost - b.cost || b.score - a.score)) {
    if (point.score > (frontier.at(-1)?.score ?? -Infinity)) frontier.push(point);
  }
  return frontier;
}
