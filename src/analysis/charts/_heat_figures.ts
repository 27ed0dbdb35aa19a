import { UserError } from "../../base/mod.ts";
import { clusteredMean, type Estimate } from "../../statistics/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { type CellRow, groupCells, type Table } from "../frames/mod.ts";
import { answeredEstimate, costEstimate, type Observed, observed, quantileEstimates } from "./_estimates.ts";

/** The columns of the metrics that have a short name. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ["cost", "cost_usd"],
  ["latency", "latency_ms"],
  ["ttft", "ttft_ms"],
  ["tpot", "tpot_ms"],
]);

/** The figure of one field of a grid. */
export interface FieldFigure {
  readonly x: ColumnValue;
  readonly y: ColumnValue;
  readonly estimate: Estimate;
}

/** The column of a metric. */
export function columnOf(metric: string): string {
  return COLUMNS.get(metric) ?? metric;
}

/** Whether the figure of a metric is a median: times and rates have tails, which a mean would follow. */
export function hasTail(metric: string): boolean {
  return /_(ms|tps)$/.test(columnOf(metric));
}

/** The figures of all fields of which something is known: means, and medians of times. */
export function fieldFigures(
  table: Table,
  { x, y, metric }: { readonly x: string; readonly y: string; readonly metric: string },
): FieldFigure[] {
  return groupCells(table, [x, y]).flatMap(({ values, cells }) => {
    const estimate = figureOf(table, cells, metric);
    return estimate === null ? [] : [{ x: values[0], y: values[1], estimate }];
  });
}

function figureOf(table: Table, cells: readonly CellRow[], metric: string): Estimate | null {
  if (metric === "ok") return answeredEstimate(table, cells);
  if (columnOf(metric) === "cost_usd") return costEstimate(table, cells);
  const { values, clusters } = known(table, cells, metric);
  if (hasTail(metric)) return quantileEstimates({ values, clusters }, [0.5])[0] ?? null;
  return clusteredMean(values, { clusters, ...(isScore(metric) ? { bounds: [0, 1] as const } : {}) });
}

/** Scores are of all cells that have one, other figures of the answers. */
function known(table: Table, cells: readonly CellRow[], metric: string): Observed {
  return observed(table, columnOf(metric), cells.filter((cell) => isScore(metric) ? cell.ended : cell.ok));
}

function isScore(metric: string): boolean {
  return metric === "score" || metric.startsWith("score_");
}

/**
 * How much the mean of each field differs from the same field of another table: the mean of the differences of prompts
 * that both have, with Student's interval.
 *
 * @throws {UserError} when it is a rate, whose means are ruled by answers that came at once.
 */
export function fieldDifferences(
  [table, other]: readonly [table: Table, other: Table],
  { x, y, metric }: { readonly x: string; readonly y: string; readonly metric: string },
): FieldFigure[] {
  if (columnOf(metric).endsWith("_tps")) {
    throw new UserError(
      `Cannot draw differences of means as those of rates are ruled by answers that came at once, take "tpot": current value is "${metric}"`,
    );
  }
  const key = (values: readonly ColumnValue[]) => JSON.stringify(values);
  const before = new Map(
    groupCells(other, [x, y, "prompt_id"]).map(({ values, cells }) =>
      [key(values), meanOf(other, cells, metric)] as const
    ),
  );
  const fields = new Map<
    string,
    { readonly x: ColumnValue; readonly y: ColumnValue; readonly differences: number[] }
  >();
  for (const { values, cells } of groupCells(table, [x, y, "prompt_id"])) {
    const [now, then] = [meanOf(table, cells, metric), before.get(key(values)) ?? null];
    if (now === null || then === null) continue;
    const place = key(values.slice(0, 2));
    const field = fields.get(place) ?? { x: values[0], y: values[1], differences: [] };
    fields.set(place, field);
    field.differences.push(now - then);
  }
  return [...fields.values()].map(({ x, y, differences }) => ({
    x,
    y,
    estimate: differenceOf(differences, metric === "ok" || isScore(metric)),
  }));
}

/** That all prompts differ by as much is no proof that any other would. */
function differenceOf(differences: readonly number[], isShare: boolean): Estimate {
  const estimate = clusteredMean(differences, isShare ? { bounds: [-1, 1] } : {})!;
  if (estimate.low === null || estimate.low !== estimate.high) return estimate;
  return {
    ...estimate,
    standardError: null,
    low: null,
    high: null,
    method: "mean, no interval as all values are the same",
  };
}

function meanOf(table: Table, cells: readonly CellRow[], metric: string): number | null {
  if (metric === "ok") return answeredEstimate(table, cells)?.value ?? null;
  if (columnOf(metric) === "cost_usd") return costEstimate(table, cells)?.value ?? null;
  return clusteredMean(known(table, cells, metric).values)?.value ?? null;
}
