import type { RepeatReduction } from "../../scoring/mod.ts";
import { probabilityOfBest } from "../../statistics/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { commonPrompts, meanOf } from "./_common_prompts.ts";
import { defaultBy } from "./_variants.ts";
import { type VerbColumns, verbFrame, type VerbRow } from "./_verb_frame.ts";

/** Options of {@linkcode rank}. */
export interface RankOptions {
  /** The columns whose values make a variant. The endpoint and every parameter that varies unless given. */
  readonly by?: string | readonly string[];
  /** `score` unless given, or `cost`, `latency`, `ttft`, `tpot`, `ok`, or a column of numbers. */
  readonly metric?: string;
  /** Whether a higher mean is better. As the metric has it unless given, and for those that have no side. */
  readonly better?: "higher" | "lower";
  /** How a prompt's repeats become one score; their mean over the answers unless given. */
  readonly reduction?: RepeatReduction;
  /** The share of resamples in which a rank is within its interval, and of intervals that contain the mean. 0.95. */
  readonly confidence?: number;
  /** How often prompts are drawn again. 10,000 unless given. */
  readonly resamples?: number;
  /** Decides which are drawn. */
  readonly seed?: string;
}

const COLUMNS: VerbColumns = {
  variant: "utf8",
  metric: "utf8",
  unit: "utf8",
  rank: "i64",
  value: "f64",
  low: "f64",
  high: "f64",
  p_best: "f64",
  mean_rank: "f64",
  rank_low: "f64",
  rank_high: "f64",
  n_prompts: "i64",
  n_common: "i64",
  method: "utf8",
};

/**
 * The variants of a run in order, each with the probability that it is the best: how far a ranking can be trusted.
 *
 * All figures are of the prompts that every variant has (`n_common`): each prompt once, its repeats averaged. One row per
 * variant, the best first, unknown ones last: the columns `by`, then
 *
 * - `variant`: its name; `metric`, `unit`: as in `compare`; `rank`: from 1, those with the same mean share the best one;
 * - `value`: the mean over prompts, with its t interval `low` and `high`;
 * - `p_best`: the share of resamples of the prompts, drawn for all variants together, in which it is the best, ties split;
 * - `mean_rank`, `rank_low`, `rank_high`: its rank over the resamples, and the interval that holds most of them;
 * - `n_prompts`: the prompts that it has the metric of itself; `n_common`: those that all have;
 * - `method`: how it was computed, with n.
 *
 * @throws {UserError} when the frame lacks a column.
 *
 * @example Who is the fastest?
 * ```ts ignore
 * const frame = await loadRun("runs/choose");
 * await Deno.jupyter.display(rank(frame, { by: "endpoint", metric: "latency" }));
 * ```
 */
export function rank(frame: DataFrame, options: RankOptions = {}): DataFrame {
  const { metric: name = "score", reduction, confidence = 0.95, resamples, seed } = options;
  const table = frameTable(frame);
  const by = options.by === undefined ? defaultBy(table) : [options.by].flat();
  const { variants, metrics: [metric], figures: [figures], own, n } = commonPrompts(table, {
    by,
    metrics: [name],
    reduction,
  });
  const better = options.better ?? metric.betterIs ?? "higher";
  const ranks = probabilityOfBest(figures, { better, confidence, resamples, seed });
  const sign = better === "higher" ? -1 : 1;
  const means = variants.map((_, v) => meanOf(figures[v], { metric, confidence }));
  const rows = variants.map((variant, v): VerbRow => {
    const mean = means[v];
    const isBetter = (other: typeof mean) =>
      other !== null && mean !== null && sign * (other.value - mean.value) < -tie(other.value, mean.value);
    return {
      ...Object.fromEntries(by.map((name, i) => [name, variant.values[i]])),
      variant: variant.name,
      metric: name,
      unit: metric.unit,
      rank: mean === null ? null : 1 + means.filter(isBetter).length,
      value: mean?.value ?? null,
      low: mean?.low ?? null,
      high: mean?.high ?? null,
      p_best: ranks[v].probability,
      mean_rank: ranks[v].meanRank,
      rank_low: ranks[v].rankLow,
      rank_high: ranks[v].rankHigh,
      n_prompts: own[v],
      n_common: n,
      method: ranks[v].method + (mean === null ? "" : `; interval: ${mean.method}, ${100 * confidence} %`),
    };
  });
  rows.sort((a, b) => Number(a.rank ?? Infinity) - Number(b.rank ?? Infinity));
  return verbFrame(rows, COLUMNS, { of: frame, names: by });
}

/** Means that differ by rounding alone are the same. */
function tie(a: number, b: number): number {
  return 1e-12 * Math.max(Math.abs(a), Math.abs(b));
}
