import { pairedMedianDifference } from "../../statistics/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import { type DataFrame, frameTable, type Table } from "../frames/mod.ts";
import { comparedRows } from "./_compared_rows.ts";
import type { ComparisonOptions } from "./compare_options.ts";
import { detectablePlan } from "./_detectable_plan.ts";
import { metricOf } from "./_metric.ts";
import { placeColumns, placedCells, promptPairs, type Side } from "./_prompt_pairs.ts";
import type { VerbRow } from "./_verb_frame.ts";

/** A figure with its interval; what is not known is `null`. */
export interface SideFigure {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/**
 * What a comparison shows of a metric: `a` or `b` is better, or they differ where nobody can say which is better, beyond
 * noise; every prompt has the same on both sides; nothing can be told with so many prompts (`unclear`), or could be,
 * however large the difference (`too few`); no prompt has it on both sides (`none`).
 */
export type ComparisonVerdict = "a" | "b" | "differ" | "same" | "unclear" | "too few" | "none";

/** What `compare` says of one metric, and what can be made of it. */
export interface MetricComparison {
  readonly metric: string;
  /** `US$`, `ms`, `tokens`, …; `null`: shares and scores from 0 to 1. */
  readonly unit: string | null;
  readonly betterIs: "higher" | "lower" | null;
  /** The prompts that both sides have it of, which all figures are made from. */
  readonly prompts: number;
  /** Prompts that one side alone has it of. */
  readonly onlyA: number;
  readonly onlyB: number;
  /** Endpoints and parameters of the paired prompts that one side alone has it at. */
  readonly unmatched: number;
  /** The means over the prompts. */
  readonly a: SideFigure;
  readonly b: SideFigure;
  /** `b` less `a`, prompt by prompt. */
  readonly difference: SideFigure;
  /** The difference as a share of `a`. */
  readonly relative: number | null;
  readonly pValue: number | null;
  /** Corrected over all metrics. */
  readonly pAdjusted: number | null;
  /** Cohen's d_z. */
  readonly effectSize: number | null;
  /** Prompts at which `b` is better, worse or the same. */
  readonly better: number | null;
  readonly worse: number | null;
  readonly equal: number | null;
  readonly verdict: ComparisonVerdict;
  /**
   * The smallest true difference that so many prompts find four times in five, at a level that holds for all metrics
   * together; `null` where nobody can say.
   */
  readonly detectable: number | null;
  /** How all this was made, with n. */
  readonly method: string;
  /** The medians over the same prompts and their difference, of times; `null` of anything else. */
  readonly medians: { readonly a: number; readonly b: number; readonly difference: SideFigure } | null;
}

/** What two sides have in common, and what one alone has. */
export interface SharedNames {
  readonly both: readonly string[];
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

/** Two sides, metric by metric. */
export interface SidesComparison {
  readonly metrics: readonly MetricComparison[];
  readonly prompts: SharedNames;
  readonly scorers: SharedNames;
  readonly endpoints: SharedNames;
}

/** Up to which corrected p-value a difference counts as found. */
const SIGNIFICANCE = 0.05;

/**
 * What {@linkcode compare} says of two runs or variants, as values rather than a frame, with a verdict for each metric
 * and, where there is none, what it would have taken ({@linkcode detectable}).
 *
 * Unless `metrics` says otherwise: the score, each scorer that both have where there are several, whether there was an
 * answer, latency, TTFT, time per output token and cost.
 *
 * @throws {UserError} when a frame lacks a column.
 */
export function compareSides(a: DataFrame, b: DataFrame, options: ComparisonOptions = {}): SidesComparison {
  const [tableA, tableB] = [frameTable(a), frameTable(b)];
  const scorers = shared(scorersOf(tableA), scorersOf(tableB));
  const metrics = options.metrics ?? defaultMetrics(scorers);
  const rows = comparedRows(a, b, { ...options, metrics });
  const tests = rows.filter(({ p_value }) => p_value !== null).length;
  const sidesOf = sideReader(tableA, tableB);
  return {
    metrics: rows.map((row) => {
      const { sides, pairs } = sidesOf(String(row.metric), options);
      const plan = detectablePlan(sides, { significance: SIGNIFICANCE / Math.max(1, tests) });
      const isTime = row.unit === "ms" && pairs.length > 0;
      return {
        ...comparisonOf(row),
        detectable: number(plan.detectable ?? null),
        medians: isTime ? mediansOf(pairs, options) : null,
      };
    }),
    prompts: shared(namesIn(tableA, "prompt_id"), namesIn(tableB, "prompt_id")),
    scorers,
    endpoints: shared(namesIn(tableA, "endpoint"), namesIn(tableB, "endpoint")),
  };
}

function defaultMetrics({ both, onlyA, onlyB }: SharedNames): string[] {
  // The score is that of the only scorer, which would count as one comparison more.
  const each = both.length + onlyA.length + onlyB.length > 1 ? both.map((name) => `score_${name}`) : [];
  return ["score", ...each, "ok", "latency", "ttft", "tpot", "cost"];
}

function comparisonOf(row: VerbRow) {
  const figure = (value: string, [low, high]: readonly [string, string]): SideFigure => ({
    value: number(row[value]),
    low: number(row[low]),
    high: number(row[high]),
  });
  const known = {
    betterIs: row.better_is as MetricComparison["betterIs"],
    prompts: Number(row.n_pairs),
    difference: figure("difference", ["low", "high"]),
    pAdjusted: number(row.p_adjusted),
  };
  return {
    metric: String(row.metric),
    unit: row.unit as string | null,
    ...known,
    onlyA: Number(row.only_a),
    onlyB: Number(row.only_b),
    unmatched: Number(row.unmatched),
    a: figure("mean_a", ["low_a", "high_a"]),
    b: figure("mean_b", ["low_b", "high_b"]),
    relative: number(row.relative),
    pValue: number(row.p_value),
    effectSize: number(row.effect_size),
    better: number(row.better),
    worse: number(row.worse),
    equal: number(row.equal),
    verdict: verdictOf({ ...known, leastP: number(row.least_p ?? null) }),
    method: String(row.method),
  };
}

function verdictOf({ betterIs, prompts, difference, pAdjusted, leastP }: {
  readonly betterIs: MetricComparison["betterIs"];
  readonly prompts: number;
  readonly difference: SideFigure;
  readonly pAdjusted: number | null;
  readonly leastP: number | null;
}): ComparisonVerdict {
  const { value, low, high } = difference;
  if (prompts === 0 || value === null) return "none";
  if (value === 0 && low === null) return "same";
  // A corrected p-value and an interval of one difference alone may disagree; beyond noise is what both say.
  const isApart = low === null || high === null || low > 0 || high < 0;
  if (pAdjusted !== null && pAdjusted <= SIGNIFICANCE && isApart) {
    if (betterIs === null) return "differ";
    return value > 0 === (betterIs === "higher") ? "b" : "a";
  }
  return leastP !== null && leastP > SIGNIFICANCE ? "too few" : "unclear";
}

/** Both sides of a metric, and its pairs, as `compare` makes them. */
function sideReader(tableA: Table, tableB: Table) {
  const places = placeColumns(tableA, []).filter((name) => tableB.names.includes(name));
  const [placedA, placedB] = [tableA, tableB].map((table) =>
    [...placedCells(table, { by: [], places }).values()].flatMap(({ placed }) => placed)
  );
  return (name: string, { reduction }: ComparisonOptions) => {
    const sides: readonly Side[] = [
      { metric: metricOf(tableA, name, reduction), placed: placedA },
      { metric: metricOf(tableB, name, reduction), placed: placedB },
    ];
    return { sides, pairs: promptPairs(sides[0], sides[1], places).pairs };
  };
}

function mediansOf(pairs: readonly { readonly a: number; readonly b: number }[], options: ComparisonOptions) {
  const { confidence, resamples, seed } = options;
  const { a, b, difference } = pairedMedianDifference(pairs, { confidence, resamples, seed })!;
  return { a, b, difference };
}

function scorersOf(table: Table): string[] {
  return table.names.filter((name) => name.startsWith("score_")).map((name) => name.slice("score_".length));
}

function namesIn(table: Table, column: string): string[] {
  return table.codes(column).values.map(String);
}

function shared(a: readonly string[], b: readonly string[]): SharedNames {
  const [inA, inB] = [new Set(a), new Set(b)];
  return {
    both: a.filter((name) => inB.has(name)),
    onlyA: a.filter((name) => !inB.has(name)),
    onlyB: b.filter((name) => !inA.has(name)),
  };
}

function number(value: ColumnValue): number | null {
  return value === null ? null : Number(value);
}
