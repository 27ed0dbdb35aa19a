import { quantile, UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { ascending } from "../../statistics/mod.ts";
import { type CellRow, type DataFrame, frameTable, type Table } from "../frames/mod.ts";
import { type FittedScale, fittedScale } from "./_axes.ts";
import { figureText, listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { type Observed, promptsText, quantileEstimates, rangeText } from "./_estimates.ts";
import { answeredSeries } from "./_measures.ts";
import { type CloudPoint, sampledCloud } from "./_sampled_cloud.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode ttftTpotChart}. */
export interface TtftTpotChartOptions extends ChartOptions {
  /** The column that makes a point; `endpoint` unless given. */
  readonly by?: string;
}

/** What padding and axis take of a page's width, about. */
const WIDTH_AROUND = 72;

/** More dots than this hide each other. */
const MOST_DOTS = 1500;

/** The streamed answers of one series: times to the first token, and per token behind it. */
interface Streamed {
  readonly series: string;
  readonly ttft: Observed;
  readonly tpot: Observed;
}

/**
 * Two kinds of fast: the time to the first token against the time per output token behind it, one point per endpoint at
 * the medians. Down and to the left is better.
 *
 * Crosses show the middle half of the answers (from the 25th to the 75th percentile), and the faint dots behind them
 * single answers: all of them, or 1,500 drawn by chance, always the same, and then without the outermost hundredth. The
 * tooltip has the 95 % bootstrap intervals of both medians, for which whole prompts are drawn. Only streamed answers with
 * two tokens or more count. An axis is logarithmic when its times differ by a factor of ten or more.
 *
 * @throws {UserError} when there is no streamed answer of two tokens or more.
 */
export function ttftTpotChart(frame: DataFrame, options: TtftTpotChartOptions = {}): ChartSpec {
  const { by = "endpoint", title = "Time to first token against time per token" } = options;
  const style = chartStyle(options);
  const table = frameTable(frame);
  const { names, series } = answeredSeries(table, by);
  const all = series.map(({ series, answers }) => streamedOf(table, series, answers))
    .filter(({ ttft }) => ttft.values.length > 0);
  if (all.length === 0) {
    throw new UserError("Cannot draw times per token as there is no streamed answer of two tokens or more");
  }
  const plotWidth = style.width - style.px(WIDTH_AROUND);
  const look = seriesLook(all.map(({ series }) => series), { width: plotWidth, style, by });
  const height = style.heightWith(look.extraHeight);
  const middles = all.map(middleOf);
  const isSample = middles.reduce((sum, { n }) => sum + n, 0) > MOST_DOTS;
  const scales = {
    x: scaleOf(all.map(({ ttft }) => ttft), isSample),
    y: scaleOf(all.map(({ tpot }) => tpot), isSample),
  };
  const answers = all.map(({ series, ttft, tpot }) => ({ series, x: ttft.values, y: tpot.values }));
  const cloud = sampledCloud(answers, { scales, most: MOST_DOTS });
  const notes = [
    "marks: median",
    "crosses: middle half",
    isSample ? "dots: a sample of answers" : "dots: single answers",
    `n: ${rangeText(middles.map(({ n }) => n), "answer")} of ${promptsText(all.map(clustersOf))} each`,
  ];
  const subtitle = [...names.common, ...wrappedNotes(notes, style)];
  return displayChart({
    description: described(middles),
    title: { text: title, subtitle },
    width: style.width,
    height: Math.max(height, heightAround({ subtitle, look, style }) + style.px(120)),
    autosize: { type: "fit", contains: "padding" },
    layer: layersOf({ middles, cloud }, { scales, look, by, style }),
  }, style);
}

function streamedOf(table: Table, series: string, answers: readonly CellRow[]): Streamed {
  const [ttfts, tpots] = [table.numbers("ttft_ms"), table.numbers("tpot_ms")];
  const { codes } = table.codes("prompt_id");
  const rows = answers.map(({ row }) => row).filter((row) => !Number.isNaN(ttfts[row]) && !Number.isNaN(tpots[row]));
  const clusters = rows.map((row) => codes[row]);
  return {
    series,
    ttft: { values: rows.map((row) => ttfts[row]), clusters },
    tpot: { values: rows.map((row) => tpots[row]), clusters },
  };
}

function clustersOf({ ttft }: Streamed): { readonly clusters: number } {
  return { clusters: new Set(ttft.clusters).size };
}

type Middle = ReturnType<typeof middleOf>;

function middleOf({ series, ttft, tpot }: Streamed) {
  return { series, n: ttft.values.length, ...quartiles(ttft, "ttft"), ...quartiles(tpot, "tpot") };
}

/** `ttft`, `ttftLow`, `ttftHigh`: the median and the middle half; `ttftSure`: the interval of the median, for people. */
function quartiles<Name extends string>(times: Observed, name: Name) {
  const values = ascending(times.values);
  const estimate = quantileEstimates(times, [0.5])[0];
  const sure = estimate.low === null || estimate.high === null
    ? "–"
    : `${figureText(estimate.low)} to ${figureText(estimate.high)} ms (${estimate.method})`;
  return {
    [name]: quantile(values, 0.5)!,
    [`${name}Low`]: quantile(values, 0.25)!,
    [`${name}High`]: quantile(values, 0.75)!,
    [`${name}Sure`]: sure,
  } as { readonly [K in Name | `${Name}Low` | `${Name}High`]: number } & { readonly [K in `${Name}Sure`]: string };
}

/** A scale for all values; of many, without the few that are far away and would press all others together. */
function scaleOf(all: readonly Observed[], withoutEnds: boolean): FittedScale {
  const tail = withoutEnds ? 0.005 : 0;
  const ends = all.flatMap(({ values }) => {
    const sorted = ascending(values);
    return [quantile(sorted, tail)!, quantile(sorted, 1 - tail)!];
  });
  return fittedScale(ends, { margin: 0.06 });
}

function described(middles: readonly Middle[]): string {
  const figures = middles.map(({ series, ttft, tpot, n }) =>
    `${series} ${figureText(ttft)} ms and ${figureText(tpot)} ms per token (n = ${n})`
  );
  return `Median time to the first token, and median time per token behind it: ${listed(figures)}.`;
}

function layersOf(
  { middles, cloud }: { readonly middles: readonly Middle[]; readonly cloud: readonly CloudPoint[] },
  { scales, look, by, style }: {
    readonly scales: { readonly x: FittedScale; readonly y: FittedScale };
    readonly look: SeriesLook;
    readonly by: string;
    readonly style: ChartStyle;
  },
): JsonArray {
  const axis = (field: string, name: string, scale: FittedScale): JsonObject => ({
    field,
    type: "quantitative",
    title: `${name} (ms${scale.log ? ", logarithmic" : ""})`,
    scale: scale.spec,
    axis: { tickCount: 6 },
  });
  const x = axis("ttft", "Time to first token", scales.x);
  const y = axis("tpot", "Time per output token", scales.y);
  const { color, shape } = look;
  const tooltip: JsonArray = [
    { field: "series", type: "nominal", title: by },
    { field: "ttft", type: "quantitative", title: "Median time to first token (ms)", format: ".1f" },
    { field: "ttftSure", type: "nominal", title: "95 % interval" },
    { field: "tpot", type: "quantitative", title: "Median time per token (ms)", format: ".2f" },
    { field: "tpotSure", type: "nominal", title: "95 % interval " },
    { field: "n", type: "quantitative", title: "Answers" },
  ];
  const rule = { type: "rule", strokeWidth: style.px(1.75), opacity: 0.9 };
  const data = { values: [...middles] };
  return [
    {
      data: { values: [...cloud] },
      mark: { type: "point", filled: true, size: style.area(14), opacity: 0.3 },
      encoding: { x: { ...x, field: "x" }, y: { ...y, field: "y" }, color },
    },
    { data, mark: rule, encoding: { x: { ...x, field: "ttftLow" }, x2: { field: "ttftHigh" }, y, color } },
    { data, mark: rule, encoding: { y: { ...y, field: "tpotLow" }, y2: { field: "tpotHigh" }, x, color } },
    {
      data,
      mark: {
        type: "point",
        filled: true,
        size: style.area(120),
        opacity: 1,
        stroke: style.theme.background,
        strokeWidth: style.px(1),
      },
      encoding: { x, y, color, shape, tooltip },
    },
  ];
}
