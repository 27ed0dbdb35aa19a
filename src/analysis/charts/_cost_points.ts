import type { ShortNames } from "../../base/mod.ts";
import { type Estimate, paretoFrontier, paretoProbability } from "../../statistics/mod.ts";
import type { CellGroup, CellRow, Table } from "../frames/mod.ts";
import { costEstimate, scoreEstimate } from "./_estimates.ts";

/** A point of the chart of cost against quality. */
export interface CostPoint {
  readonly series: string;
  readonly label: string;
  /** In US dollars per cell. */
  readonly cost: Estimate;
  readonly score: Estimate;
  readonly cells: readonly CellRow[];
}

/** A unit in which costs are readable numbers. */
export interface CostUnit {
  readonly cells: number;
  readonly name: string;
}

/** The point of a group of cells; none when its cost or its score is unknown. */
export function costPoint(table: Table, { values, cells }: CellGroup, names: ShortNames): CostPoint[] {
  const score = scoreEstimate(table, cells);
  const cost = costEstimate(table, cells);
  if (score === null || cost === null) return [];
  return [{
    series: names.short(String(values[0])),
    label: values.slice(1).map(String).join(", "),
    cost,
    score,
    cells,
  }];
}

/** The unit for costs of which this one is the highest. */
export function costUnit(highest: number): CostUnit {
  if (highest >= 0.01) return { cells: 1, name: "cell" };
  return highest >= 0.00001 ? { cells: 1e3, name: "1,000 cells" } : { cells: 1e6, name: "million cells" };
}

/** The points that no other one beats in both cost and score, the cheapest first, and one of those that are the same. */
export function frontierOf(points: readonly CostPoint[]): CostPoint[] {
  const places = paretoFrontier(points.map(({ cost, score }) => ({ cost: cost.value, quality: score.value })));
  return places.map((place) => points[place])
    .filter(({ cost, score }, i, all) =>
      i === 0 || cost.value !== all[i - 1].cost.value ||
      score.value !== all[i - 1].score.value
    );
}

/** So many values are drawn again at most, which takes about a second. */
const MOST_DRAWN = 1e8;
const RESAMPLES = 2000;

/** How sure it is that each point is on the frontier, for people: `82 % of resamples of 12 prompts`. */
export function frontierChances(table: Table, points: readonly CostPoint[]): string[] {
  const { codes } = table.codes("prompt_id");
  const scores = table.numbers("score");
  const prompts = [...new Set(points.flatMap(({ cells }) => cells.map(({ row }) => codes[row])))];
  const rows = (valueOf: (cell: CellRow) => number | null) =>
    points.map(({ cells }) => meansByPrompt(cells, { codes, prompts, valueOf }));
  const costs = rows(({ costUsd }) => costUsd);
  const qualities = rows(({ row, ended }) => ended && !Number.isNaN(scores[row]) ? scores[row] : null);
  const resamples = Math.max(200, Math.min(RESAMPLES, Math.floor(MOST_DRAWN / (prompts.length * points.length))));
  return paretoProbability({ costs, qualities }, { resamples, seed: "chart" }).map(({ probability, method }) =>
    probability === null ? method : `${(probability * 100).toFixed(0)} % (${method})`
  );
}

/** The mean of each prompt's cells; `null` where none has a value. */
function meansByPrompt(cells: readonly CellRow[], { codes, prompts, valueOf }: {
  readonly codes: Int32Array;
  readonly prompts: readonly number[];
  readonly valueOf: (cell: CellRow) => number | null;
}): (number | null)[] {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const cell of cells) {
    const value = valueOf(cell);
    if (value === null) continue;
    const prompt = codes[cell.row];
    const known = sums.get(prompt);
    if (known === undefined) sums.set(prompt, { sum: value, count: 1 });
    else {
      known.sum += value;
      known.count++;
    }
  }
  return prompts.map((prompt) => {
    const known = sums.get(prompt);
    return known === undefined ? null : known.sum / known.count;
  });
}
