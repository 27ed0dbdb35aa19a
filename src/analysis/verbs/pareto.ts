import type { RepeatReduction } from "../../scoring/mod.ts";
import { type Estimate, paretoProbability } from "../../statistics/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { commonPrompts, meanOf } from "./_common_prompts.ts";
import { defaultBy } from "./_variants.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

/** Options of {@linkcode pareto}. */
export interface ParetoOptions {
  /** The columns whose values make a variant. The endpoint and every parameter that varies unless given. */
  readonly by?: string | readonly string[];
  /** What is paid, less is better: `cost` unless given, or `latency`, `ttft`, `tpot`, or a column of numbers. */
  readonly cost?: string;
  /** What is got, more is better: `score` unless given, or `ok`, or a column of numbers. */
  readonly quality?: string;
  /** How a prompt's repeats become one score; their mean over the answers unless given. */
  readonly reduction?: RepeatReduction;
  /** How often intervals made so contain the mean. 0.95 unless given. */
  readonly confidence?: number;
  /** How often prompts are drawn again. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides which are drawn. */
  readonly seed?: string;
}

const COLUMNS: VerbColumns = {
  variant: "utf8",
  n_prompts: "i64",
  n_common: "i64",
  cost: "f64",
  cost_low: "f64",
  cost_high: "f64",
  cost_unit: "utf8",
  quality: "f64",
  quality_low: "f64",
  quality_high: "f64",
  quality_unit: "utf8",
  on_frontier: "bool",
  p_on_frontier: "f64",
  dominated_by: "utf8",
  method: "utf8",
};

/**
 * Which variants are worth their price, and how sure is that? A variant is on the frontier when no other one is as cheap
 * and as good, and better in one of the two.
 *
 * All figures are of the prompts that every variant has both of (`n_common`): each prompt once, its repeats averaged. One
 * row per variant, the cheapest first, unknown ones last: the columns `by`, then
 *
 * - `variant`: its name; `n_prompts`: the prompts that it has cost and quality of itself; `n_common`: those that all have;
 * - `cost`, in the unit of what was asked (`cost` in US$ per cell, all its tries included; times in ms), which stands in
 *   `cost_unit`; `quality`, a score from 0 to 1, and `quality_unit`; both with `_low` and `_high`, the t interval of a
 *   mean over prompts;
 * - `on_frontier`; `p_on_frontier`: the share of resamples of the prompts, drawn for all variants together, in which it is;
 * - `dominated_by`: the variants of the frontier that beat it;
 * - `method`: how it was computed, with n.
 *
 * A variant of which no prompt has both has `null` throughout, and the others are compared without it. One that lacks
 * many prompts takes them from all: `n_common` tells, and `reduction: { failed: "zero" }` counts failures as scores of 0.
 *
 * @throws {UserError} when the frame lacks a column.
 *
 * @example Cost against quality
 * ```ts ignore
 * const frame = await loadRun("runs/choose");
 * await Deno.jupyter.display(pareto(frame, { by: ["endpoint"], cost: "latency" }));
 * ```
 */
export function pareto(frame: DataFrame, options: ParetoOptions = {}): DataFrame {
  const { cost = "cost", quality = "score", reduction, confidence = 0.95, resamples, seed } = options;
  const table = frameTable(frame);
  const by = options.by === undefined ? defaultBy(table) : [options.by].flat();
  const found = commonPrompts(table, { by, metrics: [cost, quality], reduction });
  const [costs, qualities] = found.figures;
  const chances = paretoProbability({ costs, qualities }, { resamples, seed });
  const points = found.variants.map((variant, v) => ({
    variant,
    cost: meanOf(costs[v], { metric: found.metrics[0], confidence }),
    quality: meanOf(qualities[v], { metric: found.metrics[1], confidence }),
  }));
  const rows = points.map((point, v): VerbRow => {
    const beaten = points.filter((other) => beats(other, point));
    const isKnown = point.cost !== null && point.quality !== null;
    return {
      ...Object.fromEntries(by.map((name, i) => [name, point.variant.values[i]])),
      variant: point.variant.name,
      n_prompts: found.own[v],
      n_common: found.n,
      ...interval("cost", point.cost),
      ...interval("quality", point.quality),
      cost_unit: found.metrics[0].unit,
      quality_unit: found.metrics[1].unit,
      on_frontier: isKnown ? beaten.length === 0 : null,
      p_on_frontier: chances[v].probability,
      dominated_by: beaten.length === 0 ? null : frontierOf(beaten, points).map((one) => one.variant.name).join("; "),
      method: `${cost} against ${quality}: ${chances[v].method}${told(point.quality, confidence)}`,
    };
  });
  rows.sort((a, b) => Number(a.cost ?? Infinity) - Number(b.cost ?? Infinity) || Number(b.quality) - Number(a.quality));
  return verbFrame(rows, COLUMNS, { of: frame, names: by });
}

interface Point {
  readonly cost: Estimate | null;
  readonly quality: Estimate | null;
}

function beats(one: Point, other: Point): boolean {
  if (one.cost === null || one.quality === null || other.cost === null || other.quality === null) return false;
  const [cheaper, better] = [order(one.cost.value, other.cost.value), order(other.quality.value, one.quality.value)];
  return cheaper <= 0 && better <= 0 && cheaper + better < 0;
}

/** Means that differ by rounding alone are the same. */
function order(a: number, b: number): number {
  return Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) ? 0 : Math.sign(a - b);
}

function frontierOf<Known extends Point>(points: readonly Known[], all: readonly Point[]): Known[] {
  return points.filter((point) => !all.some((other) => beats(other, point)));
}

function interval(name: string, estimate: Estimate | null): VerbRow {
  const { value = null, low = null, high = null } = estimate ?? {};
  return { [name]: value, [`${name}_low`]: low, [`${name}_high`]: high };
}

function told(estimate: Estimate | null, confidence: number): string {
  return estimate === null ? "" : `; intervals: ${estimate.method}, ${100 * confidence} %`;
}
