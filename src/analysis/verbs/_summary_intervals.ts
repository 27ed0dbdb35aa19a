import {
  bootstrapInterval,
  clusteredMean,
  type Estimate,
  quantileIntervals,
  wilsonInterval,
} from "../../statistics/mod.ts";
import type { CellRow, Table } from "../frames/mod.ts";
import type { IntervalOptions } from "./interval_options.ts";
import type { PromptValues } from "./_prompt_values.ts";
import { LATENCIES, percentileName, PERCENTILES } from "./_percentiles.ts";
import type { VerbColumns, VerbRow } from "./_verb_frame.ts";

/** Beyond so many values a bootstrap of twelve quantiles takes longer than anybody waits. */
const MOST_RESAMPLED = 5000;

/** What is said beside some figures: by the figure, its interval and how it was made. */
export type FigureEstimates = { readonly [figure: string]: Estimate | null };

/** The figures that have intervals, and whether their standard error is told. */
const FIGURES: { readonly [figure: string]: { readonly se: boolean } } = {
  ok_rate: { se: false },
  cost_mean_usd: { se: false },
  ...Object.fromEntries(
    LATENCIES.flatMap((name) => PERCENTILES.map((percent) => [percentileName(name, percent), { se: false }])),
  ),
  score_mean: { se: true },
  score_reduced: { se: true },
};

/** The columns of a summary with those of the intervals behind each figure, and the methods last. */
export function withIntervalColumns(columns: VerbColumns): VerbColumns {
  const entries = Object.entries(columns).flatMap(([name, type]): [string, VerbColumns[string]][] => {
    if (name === "n") return [[name, type], ["n_prompts", "i64"]];
    if (!Object.hasOwn(FIGURES, name)) return [[name, type]];
    const ends = [...(FIGURES[name].se ? ["se"] : []), "low", "high"];
    return [[name, type], ...ends.map((end): [string, "f64"] => [`${name}_${end}`, "f64"])];
  });
  return { ...Object.fromEntries(entries), methods: "utf8" };
}

/** The intervals of the figures of some cells; `reduced` is what the repeats of each prompt come to. */
export function intervalsOf(
  table: Table,
  cells: readonly CellRow[],
  { options, reduced }: { readonly options: IntervalOptions; readonly reduced: PromptValues | null },
): VerbRow {
  const prompts = table.codes("prompt_id").codes;
  const scores = promptValues(table.numbers("score"), cells.filter(({ ended }) => ended), prompts);
  const ended = cells.filter((cell) => cell.ended);
  const estimates: FigureEstimates = {
    ok_rate: wilsonInterval(ended.filter(({ ok }) => ok).length, ended.length, options),
    cost_mean_usd: meanOf(costValues(cells, prompts), options, [0, Infinity]),
    ...Object.assign({}, ...LATENCIES.map((name) => percentiles(table, name, { cells, prompts, options }))),
    score_mean: meanOf(scores, options, boundsOf(scores)),
    ...(reduced === null ? {} : { score_reduced: meanOf(reduced, options, boundsOf(reduced)) }),
  };
  return {
    n_prompts: new Set(cells.map(({ row }) => prompts[row])).size,
    ...Object.assign({}, ...Object.entries(estimates).map(([name, estimate]) => ends(name, estimate))),
    methods: methodsOf(estimates, options.confidence ?? 0.95),
  };
}

function promptValues(column: Float64Array, cells: readonly CellRow[], prompts: Int32Array): PromptValues {
  const known = cells.filter(({ row }) => !Number.isNaN(column[row]));
  return { values: known.map(({ row }) => column[row]), prompts: known.map(({ row }) => prompts[row]) };
}

function costValues(cells: readonly CellRow[], prompts: Int32Array): PromptValues {
  const known = cells.filter(({ costUsd }) => costUsd !== null);
  return { values: known.map(({ costUsd }) => costUsd!), prompts: known.map(({ row }) => prompts[row]) };
}

function meanOf(
  { values, prompts }: PromptValues,
  { confidence }: IntervalOptions,
  bounds: readonly [number, number],
): Estimate | null {
  return clusteredMean(values, { clusters: prompts, confidence, bounds });
}

/** A scorer of one's own may go beyond 1. */
function boundsOf({ values }: PromptValues): readonly [number, number] {
  return values.every((value) => value >= 0 && value <= 1) ? [0, 1] : [-Infinity, Infinity];
}

function percentiles(
  table: Table,
  name: string,
  { cells, prompts, options }: {
    readonly cells: readonly CellRow[];
    readonly prompts: Int32Array;
    readonly options: IntervalOptions;
  },
): FigureEstimates {
  const { values, prompts: clusters } = promptValues(
    table.numbers(`${name}_ms`),
    cells.filter(({ ok }) => ok),
    prompts,
  );
  const { confidence = 0.95, resamples = 2000, seed } = options;
  const shares = PERCENTILES.map((percent) => percent / 100);
  const estimates = values.length > MOST_RESAMPLED
    ? quantileIntervals(values, shares, { clusters, confidence })
    : shares.map((quantile) =>
      bootstrapInterval(values, { statistic: { quantile }, clusters, confidence, resamples, seed })
    );
  return Object.fromEntries(PERCENTILES.map((percent, i) => [
    percentileName(name, percent),
    withinData(estimates[i] ?? null, shares[i]),
  ]));
}

/**
 * Of few values even the largest says nothing of what a high quantile may be: it is below the quantile q with a
 * probability of qⁿ. The same holds for the smallest, so such ends are unknown.
 */
function withinData(estimate: Estimate | null, q: number): Estimate | null {
  if (estimate === null) return null;
  const { n, confidence, low, high } = estimate;
  const tail = (1 - confidence) / 2;
  return { ...estimate, low: (1 - q) ** n > tail ? null : low, high: q ** n > tail ? null : high };
}

function ends(name: string, estimate: Estimate | null): VerbRow {
  const { standardError = null, low = null, high = null } = estimate ?? {};
  return {
    ...(FIGURES[name].se ? { [`${name}_se`]: standardError } : {}),
    [`${name}_low`]: low,
    [`${name}_high`]: high,
  };
}

/** How the intervals were made: figures that were made alike are named together. */
function methodsOf(estimates: FigureEstimates, confidence: number): string {
  const told = new Map<string, string[]>();
  for (const [name, estimate] of Object.entries(estimates)) {
    if (estimate === null) continue;
    const figure = name.replace(/_p\d+_ms$/, "");
    const method = `${estimate.method.replaceAll(" groups", " prompts")}, n = ${estimate.n}`
      .replace(/^quantile( [\d.]+)?/, "quantiles");
    const names = told.get(method) ?? [];
    told.set(method, names);
    if (!names.includes(figure)) names.push(figure);
  }
  const parts = [...told].map(([method, names]) => `${names.join(", ")}: ${method}`);
  return [`${100 * confidence} % intervals`, ...parts].join("; ");
}
