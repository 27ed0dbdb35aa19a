import {
  bootstrapInterval,
  type BootstrapStatistic,
  clusteredMean,
  type Estimate,
  quantileIntervals,
} from "../../statistics/mod.ts";
import type { CellRow, Table } from "../frames/mod.ts";

/** The mean score of the cells that have one, clustered by prompt; `null` when none has. */
export function scoreEstimate(table: Table, cells: readonly CellRow[]): Estimate | null {
  const { values, clusters } = observed(table, "score", cells.filter(({ ended }) => ended));
  return clusteredMean(values, { clusters, bounds: [0, 1] });
}

/** The mean cost of the cells whose cost is known, all their tries included, clustered by prompt. */
export function costEstimate(table: Table, cells: readonly CellRow[]): Estimate | null {
  const { codes } = table.codes("prompt_id");
  const known = cells.filter(({ costUsd }) => costUsd !== null);
  const clusters = known.map(({ row }) => codes[row]);
  return clusteredMean(known.map(({ costUsd }) => costUsd!), { clusters, bounds: [0, Infinity] });
}

/** The share of ended cells that were answered, clustered by prompt. */
export function answeredEstimate(table: Table, cells: readonly CellRow[]): Estimate | null {
  const { codes } = table.codes("prompt_id");
  const ended = cells.filter((cell) => cell.ended);
  const clusters = ended.map(({ row }) => codes[row]);
  return clusteredMean(ended.map(({ ok }) => Number(ok)), { clusters, bounds: [0, 1] });
}

/** Values of a column, and the number of the prompt that each belongs to. */
export interface Observed {
  readonly values: readonly number[];
  readonly clusters: readonly number[];
}

/** What is known of a column in the latest tries of cells. */
export function observed(table: Table, column: string, cells: readonly CellRow[]): Observed {
  const numbers = table.numbers(column);
  const { codes } = table.codes("prompt_id");
  const values: number[] = [];
  const clusters: number[] = [];
  for (const { row } of cells) {
    if (Number.isNaN(numbers[row])) continue;
    values.push(numbers[row]);
    clusters.push(codes[row]);
  }
  return { values, clusters };
}

/** Resamples for intervals that are but drawn: their ends differ from those of ten times as many by less than a line. */
const RESAMPLES = 2000;

/** A bootstrap of more values than this would keep a notebook waiting. */
const MOST_RESAMPLED = 20_000;

/**
 * Quantiles of values with 95 % intervals: from a bootstrap that draws whole prompts, or, of very many values, Woodruff's
 * intervals clustered by prompt. None without values.
 */
export function quantileEstimates({ values, clusters }: Observed, quantiles: readonly number[]): Estimate[] {
  if (values.length > MOST_RESAMPLED) return quantileIntervals(values, quantiles, { clusters });
  const options = { clusters, resamples: RESAMPLES, seed: "chart" };
  return quantiles.flatMap((quantile) => {
    const statistic: BootstrapStatistic = quantile === 0.5 ? "median" : { quantile };
    return bootstrapInterval(values, { ...options, statistic }) ?? [];
  });
}

/** How intervals of quantiles were made, in a word: `bootstrap`, `Woodruff` or both. */
export function quantileMethods(counts: readonly number[]): string {
  const resampled = counts.filter((count) => count <= MOST_RESAMPLED).length;
  if (resampled === counts.length) return "bootstrap";
  return resampled === 0 ? "Woodruff" : "bootstrap or Woodruff";
}

/** How intervals of means were made, in a word: `t`, `Wilson` where all values are at a bound, or both. */
export function meanMethods(
  estimates: readonly ({ readonly low: number | null; readonly method: string } | null)[],
): string {
  const known = estimates.filter((estimate) => estimate !== null && estimate.low !== null);
  const wilson = known.filter((estimate) => estimate!.method.includes("Wilson")).length;
  if (wilson === 0) return "t";
  return wilson === known.length ? "Wilson" : "t or Wilson";
}

/** The prompts behind some estimates: `16 prompts`, or `4 to 16 prompts`. */
export function promptsText(estimates: readonly ({ readonly clusters: number } | null)[]): string {
  return rangeText(estimates.flatMap((estimate) => estimate === null ? [] : [estimate.clusters]), "prompt");
}

/** The least and the most of some counts: `1,000 answers`, `40 to 48 answers`. */
export function rangeText(counts: readonly number[], noun: string): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const text = (count: number) => count.toLocaleString("en-US");
  return `${least === most ? text(most) : `${text(least)} to ${text(most)}`} ${noun}${most === 1 ? "" : "s"}`;
}
