import { benjaminiHochberg, holm, mean, pairedDifference } from "../../statistics/mod.ts";
import { meanOf } from "./_common_prompts.ts";
import type { Metric } from "./_metric.ts";
import type { PromptPairs } from "./_prompt_pairs.ts";
import type { ComparisonOptions, Correction } from "./compare_options.ts";
import type { VerbColumns, VerbRow } from "./_verb_frame.ts";

/** What is compared unless it is said. */
export const DEFAULT_METRICS: readonly string[] = ["score", "cost", "latency", "ttft", "ok"];

/** The columns of a comparison. */
export const COMPARISON_COLUMNS: VerbColumns = {
  metric: "utf8",
  unit: "utf8",
  better_is: "utf8",
  n_pairs: "i64",
  only_a: "i64",
  only_b: "i64",
  unmatched: "i64",
  mean_a: "f64",
  mean_b: "f64",
  difference: "f64",
  low: "f64",
  high: "f64",
  relative: "f64",
  p_value: "f64",
  p_adjusted: "f64",
  effect_size: "f64",
  better: "i64",
  worse: "i64",
  equal: "i64",
  method: "utf8",
};

/** The row of one metric of two sides, with the intervals of both means, before the p-values of all rows are corrected. */
export function comparisonRow(metric: Metric, found: PromptPairs, options: ComparisonOptions): VerbRow {
  const { pairs } = found;
  const { confidence = 0.95, resamples, seed } = options;
  const [meanA, meanB] = [mean(pairs.map(({ a }) => a)), mean(pairs.map(({ b }) => b))];
  // A difference of rounding errors is none.
  const differences = pairs.map(({ a, b }) =>
    Math.abs(b - a) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b)) ? 0 : b - a
  );
  const paired = pairedDifference(differences, { confidence, resamples, seed });
  const sides = [
    meanOf(pairs.map(({ a }) => a), { metric, confidence }),
    meanOf(pairs.map(({ b }) => b), { metric, confidence }),
  ];
  const { value = null, low = null, high = null } = paired?.estimate ?? {};
  const isBetter = metric.betterIs === null ? null : metric.betterIs === "higher";
  return {
    metric: metric.name,
    unit: metric.unit,
    better_is: metric.betterIs,
    n_pairs: pairs.length,
    only_a: found.onlyA,
    only_b: found.onlyB,
    unmatched: found.unmatched,
    mean_a: meanA,
    mean_b: meanB,
    low_a: sides[0]?.low ?? null,
    high_a: sides[0]?.high ?? null,
    low_b: sides[1]?.low ?? null,
    high_b: sides[1]?.high ?? null,
    difference: value,
    low,
    high,
    relative: value === null || meanA === null || meanA === 0 ? null : value / Math.abs(meanA),
    p_value: paired?.pValue ?? null,
    effect_size: paired?.effect.cohensDz ?? null,
    better: isBetter === null || paired === null ? null : isBetter ? paired.better : paired.worse,
    worse: isBetter === null || paired === null ? null : isBetter ? paired.worse : paired.better,
    equal: paired?.equal ?? null,
    method: paired === null
      ? "no prompt is in both with this metric"
      : `${paired.estimate.method}, ${100 * confidence} %, n = ${pairs.length} prompts${
        like(found.matched)
      }; ${paired.test}`,
  };
}

/** The rows with their p-values corrected over all of them. */
export function corrected(rows: readonly VerbRow[], correction: Correction): VerbRow[] {
  const tested = rows.filter(({ p_value }) => p_value !== null);
  const given = tested.map(({ p_value }) => p_value as number);
  const adjusted = correction === "holm" ? holm(given) : correction === "none" ? given : benjaminiHochberg(given);
  const told = correction === "holm" ? "Holm" : correction === "none" ? null : "Benjamini-Hochberg";
  const over = told === null ? "p-values not corrected" : `p-values corrected over ${given.length} tests (${told})`;
  return rows.map((row) => {
    const place = tested.indexOf(row);
    return place < 0 ? { ...row, p_adjusted: null } : {
      ...row,
      p_adjusted: adjusted[place],
      method: `${row.method}; ${over}; effect size: Cohen's d_z`,
    };
  });
}

function like(matched: readonly string[]): string {
  const names = matched.map((name) => name.replace(/^param_/, ""));
  return names.length === 0 ? "" : ` at the same ${names.join(", ")}`;
}
