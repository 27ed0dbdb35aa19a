import { formatCount, formatShare, UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { rank, type RankOptions } from "../verbs/mod.ts";
import { fittedScale, scoreScale, varyingParameters } from "./_axes.ts";
import { figureText, listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { meanMethods } from "./_estimates.ts";
import { type MetricAxis, metricAxis } from "./_metric_titles.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import { type RowPanels, rowPanels } from "./_row_panels.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { variantNames } from "./_variant_names.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode rankingChart}: how it looks, and what `rank` takes. */
export interface RankingChartOptions extends ChartOptions, RankOptions {}

/** A variant with its place. */
interface Ranked {
  readonly name: string;
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** The probability that it is the best; `null`: nothing can be said of ranks. */
  readonly best: number | null;
  readonly rankLow: number | null;
  readonly rankHigh: number | null;
  readonly prompts: number;
  /** How probability and interval were made, for people. */
  readonly method: string;
}

/** What `rank` says. */
interface Ranking {
  readonly variants: readonly Ranked[];
  readonly common: readonly string[];
  /** Variants without a figure. */
  readonly unknown: number;
  /** Prompts that all variants have. */
  readonly prompts: number;
  readonly unit: string | null;
  readonly method: string;
}

/** More variants than this are not drawn: the best are. */
const MOST_ROWS = 40;

/** Below this a variant counts as beaten: where 1 would be out of a 95 % interval of its rank. */
const LEAST_BEST = 0.025;

/** What title, axis and the titles of the texts at the right take of a page's height. */
const AROUND = 93;
const SUBTITLE_LINE = 14;

/**
 * Variants from the best to the worst: their means over prompts with 95 % intervals, and at the right how probable it is
 * that each is the best, which ranks it may have, and how many prompts it has.
 *
 * The figures are those of the verb `rank`, over the prompts that all variants have; the subtitle says how many. Filled
 * points are variants that may be the best, as they are in 2.5 % of the resamples or more. Cost counts all tries of a
 * cell; times are those of answers.
 *
 * @throws {UserError} when no prompt has a figure of every variant, or the frame lacks a column.
 *
 * @example Which endpoint is best, and how sure is that?
 * ```ts ignore
 * await Deno.jupyter.display(rankingChart(await loadRun("runs/choose"), { by: "endpoint" }));
 * ```
 */
export function rankingChart(frame: DataFrame, options: RankingChartOptions = {}): ChartSpec {
  const { metric = "score", confidence = 0.95 } = options;
  const style = chartStyle(options);
  const ranking = rankingOf(frame, options);
  const { variants, unit } = ranking;
  if (variants.length === 0) {
    throw new UserError(`Cannot rank variants as no prompt has a figure of all: current value is "${metric}"`);
  }
  const shown = variants.slice(0, MOST_ROWS);
  const axis = metricAxis(metric, { unit, highest: Math.max(...shown.map(({ value }) => value)) });
  const percent = `${Number((confidence * 100).toPrecision(6))} %`;
  const notes = notesOf(ranking, { percent, leftOut: variants.length - shown.length });
  const subtitle = [...ranking.common, ...wrappedNotes(notes, style)];
  const panels = rowPanels(shown.map(({ name }) => name), {
    style,
    columns: columnsOf(shown, percent),
    around: style.px(AROUND + SUBTITLE_LINE * subtitle.length),
  });
  const figures = shown.map(({ name, value }) => `${name} ${figureText(value * axis.factor)}`);
  return displayChart({
    description: `Mean ${axis.name} (${axis.unit}), from the best: ${listed(figures)}.`,
    title: { text: options.title ?? `Ranked by ${axis.name.replace(/ per .*/, "")}`, subtitle, frame: "bounds" },
    hconcat: [
      {
        width: panels.width,
        height: panels.height,
        data: { values: rowsOf(shown, axis) },
        layer: layersOf(shown, { axis, panels, style, percent }),
      },
      ...panels.columns,
    ],
    spacing: panels.spacing,
  }, style);
}

function rankingOf(frame: DataFrame, options: RankOptions): Ranking {
  const by = [options.by ?? ["endpoint", ...varyingParameters(frameTable(frame))]].flat();
  const table = frameTable(rank(frame, { ...options, by }));
  const [value, low, high, best] = ["value", "low", "high", "p_best"].map((name) => table.column(name));
  const [rankLow, rankHigh, prompts] = ["rank_low", "rank_high", "n_prompts"].map((name) => table.column(name));
  const methods = table.column("method");
  const keys = by.map((name) => table.column(name));
  const known = value.flatMap((one, row) => one === null ? [] : [row]);
  const { names, common } = variantNames(known.map((row) => keys.map((key) => key[row])), by);
  return {
    variants: known.map((row, i) => ({
      name: names[i],
      value: Number(value[row]),
      low: numberOrNull(low[row]),
      high: numberOrNull(high[row]),
      best: numberOrNull(best[row]),
      rankLow: numberOrNull(rankLow[row]),
      rankHigh: numberOrNull(rankHigh[row]),
      prompts: Number(prompts[row]),
      method: String(methods[row]),
    })),
    common,
    unknown: table.height - known.length,
    prompts: Number(table.column("n_common")[0] ?? 0),
    unit: table.column("unit")[0] as string | null ?? null,
    method: String(methods[known[0] ?? 0] ?? ""),
  };
}

function numberOrNull(value: ColumnValue): number | null {
  return value === null ? null : Number(value);
}

/** Also where nothing is known of ranks, and where many share the first. */
function mayBeBest({ best, value }: Ranked, first: Ranked): boolean {
  return best === null || best >= LEAST_BEST || value === first.value;
}

function notesOf(
  { variants, unknown, prompts, method }: Ranking,
  { percent, leftOut }: { readonly percent: string; readonly leftOut: number },
): string[] {
  const isRanked = variants.some(({ best }) => best !== null);
  return [
    `mean over n = ${formatCount(prompts, "prompt")}${variants.length > 1 ? " that all variants have" : ""}`,
    variants.some(({ low }) => low !== null) ? `bar: ${percent} ${meanMethods(variants)} interval` : "",
    isRanked ? `filled: best in ${100 * LEAST_BEST} % of resamples or more` : "",
    isRanked ? `best, rank: ${method.split(";")[0]}` : "too few prompts for ranks",
    leftOut > 0 ? `left out: ${formatCount(leftOut, "worse variant")}` : "",
    unknown > 0 ? `left out: ${formatCount(unknown, "variant")} without a figure` : "",
  ];
}

function columnsOf(variants: readonly Ranked[], percent: string) {
  return [
    { title: "Best", texts: variants.map(({ best }) => probabilityText(best)) },
    { title: `Rank (${percent})`, texts: variants.map(rankText) },
    { title: "Prompts", texts: variants.map(({ prompts }) => prompts.toLocaleString("en-US")) },
  ];
}

/** Of some thousand resamples, none and all are no certainty. */
function probabilityText(probability: number | null): string {
  if (probability === null || (probability >= 0.01 && probability <= 0.99)) return formatShare(probability);
  return probability < 0.01 ? "< 1 %" : "> 99 %";
}

function rankText({ rankLow, rankHigh }: Ranked): string {
  if (rankLow === null || rankHigh === null) return formatShare(null);
  return rankLow === rankHigh ? String(rankLow) : `${rankLow}–${rankHigh}`;
}

function rowsOf(variants: readonly Ranked[], { factor }: MetricAxis): JsonArray {
  const scaled = (value: number | null) => value === null ? null : value * factor;
  return variants.map((variant) => {
    const { name, value, low, high, best, prompts, method } = variant;
    const figures = { value: value * factor, low: scaled(low), high: scaled(high) };
    return { name, ...figures, best, prompts, method, mayBeBest: mayBeBest(variant, variants[0]) };
  });
}

function layersOf(variants: readonly Ranked[], { axis, panels, style, percent }: {
  readonly axis: MetricAxis;
  readonly panels: RowPanels;
  readonly style: ChartStyle;
  readonly percent: string;
}): JsonArray {
  const { theme, px, area } = style;
  const ends = variants.flatMap(({ value, low, high }) => [low ?? value, value, high ?? value])
    .map((value) => value * axis.factor);
  const scale = axis.isShare ? scoreScale(ends) : fittedScale(ends, { margin: 0.06 });
  const title = `Mean ${axis.name} (${axis.unit}${scale.log ? ", logarithmic" : ""})`;
  const x: JsonObject = {
    field: "value",
    type: "quantitative",
    title,
    scale: scale.spec,
    axis: { tickCount: Math.max(2, Math.floor(panels.width / px(60))) },
  };
  const tooltip: JsonArray = [
    { field: "name", type: "nominal", title: "Variant" },
    { field: "value", type: "quantitative", title, format: ".4~g" },
    { field: "low", type: "quantitative", title: `From (${percent})`, format: ".4~g" },
    { field: "high", type: "quantitative", title: `To (${percent})`, format: ".4~g" },
    { field: "best", type: "quantitative", title: "Probability of being the best", format: ".1%" },
    { field: "prompts", type: "quantitative", title: "Prompts" },
    { field: "method", type: "nominal", title: "Made by" },
  ];
  const point = { type: "point", size: area(80), opacity: 1, strokeWidth: px(1.75), color: theme.series[0] };
  return [
    {
      mark: { type: "rule", strokeWidth: px(1.75), opacity: style.barOpacity(0.5), color: theme.series[0] },
      encoding: { y: panels.y, x: { ...x, field: "low" }, x2: { field: "high" } },
    },
    {
      transform: [{ filter: "!datum.mayBeBest" }],
      mark: { ...point, fill: theme.background },
      encoding: { y: panels.y, x, tooltip },
    },
    {
      transform: [{ filter: "datum.mayBeBest" }],
      mark: { ...point, filled: true },
      encoding: { y: panels.y, x, tooltip },
    },
  ];
}
