import { formatCount } from "../../base/mod.ts";
import { benjaminiHochberg, holm, mean, pairedDifference } from "../../statistics/mod.ts";
import { meanOf } from "./_common_prompts.ts";
import type { Metric } from "./_metric.ts";
import type { PromptPairs } from "./_prompt_pairs.ts";
import { oneOf } from "./_one_of.ts";
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

/** A row before the p-values of all rows are corrected. */
export interface UncorrectedRow {
  readonly row: VerbRow;
  /** The smallest p-value that so many prompts can give; `null` where nothing is tested. */
  readonly leastPValue: number | null;
}

/** The row of one metric of two sides, with the intervals of both means. */
export function comparisonRow(metric: Metric, found: PromptPairs, options: ComparisonOptions): UncorrectedRow {
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
  const row = {
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
    method_a: sides[0]?.method ?? null,
    method_b: sides[1]?.method ?? null,
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
      : `${paired.estimate.method}${low === null ? "" : `, ${100 * confidence} %`}, n = ${pairs.length} prompts${
        like(found.matched)
      }; ${paired.test}`,
  };
  return { row, leastPValue: paired?.leastPValue ?? null };
}

type Adjust = (pValues: readonly (number | null)[]) => (number | null)[];

const CORRECTIONS: { readonly [name in Correction]: Adjust } = {
  "holm": holm,
  "benjamini-hochberg": benjaminiHochberg,
  "none": same,
};

/**
 * The rows with their p-values corrected over all of them, and the least that those can be, `least_p`.
 * @throws {UserError} when there is no such correction.
 */
export function corrected(
  rows: readonly UncorrectedRow[],
  { correction = "holm", confidence = 0.95 }: ComparisonOptions,
): VerbRow[] {
  const adjust = oneOf(CORRECTIONS, correction, "compare as correction");
  const adjusted = adjust(rows.map(({ row }) => row.p_value as number | null));
  // No p-value gets smaller where others get larger, so that all of them at their least give the least corrected ones.
  const least = adjust(rows.map(({ leastPValue }) => leastPValue));
  const tests = adjusted.filter((p) => p !== null).length;
  const told = correction === "holm" ? "Holm" : correction === "none" ? null : "Benjamini-Hochberg";
  const over = told === null
    ? "p-values not corrected"
    : `p-values corrected over ${formatCount(tests, "test")} (${told})`;
  const level = Number((1 - confidence).toPrecision(6));
  return rows.map(({ row }, i) => {
    if (adjusted[i] === null) return { ...row, p_adjusted: null, least_p: null };
    const reach = least[i]! > level
      ? `; with ${formatCount(Number(row.n_pairs), "prompt")}${
        told === null ? "" : ` and ${formatCount(tests, "test")}`
      }` +
        ` no difference can reach p ≤ ${level}`
      : "";
    return {
      ...row,
      p_adjusted: adjusted[i],
      least_p: least[i],
      method: `${row.method}; ${over}${reach}; effect size: Cohen's d_z`,
    };
  });
}

function same(pValues: readonly (number | null)[]): (number | null)[] {
  return [...pValues];
}

function like(matched: readonly string[]): string {
  const names = matched.map((name) => name.replace(/^param_/, ""));
  return names.length === 0 ? "" : ` at the same ${names.join(", ")}`;
}
