import { quantile, UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { fittedScale } from "./_axes.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { figureText, listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { rangeText } from "./_estimates.ts";
import { answeredSeries, measuredPanels, MEASURES } from "./_measures.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { thinnedRanks } from "./_thinned_ranks.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import { ascending } from "../../statistics/mod.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode latencyDistributionChart}. */
export interface LatencyDistributionChartOptions extends ChartOptions {
  /** The column that makes a line; `endpoint` unless given. */
  readonly by?: string;
}

/** One measure of all series. */
interface Panel {
  readonly name: string;
  readonly lines: readonly { readonly series: string; readonly ascending: Float64Array }[];
}

/** A line needs no more points than it has pixels, and all lines together no more than a notebook carries easily. */
const MOST_STEPS = 500;
const MOST_STEPS_IN_ALL = 8000;

/** The quantiles that are marked on each line. */
const MARKED = [0.5, 0.95] as const;

/** What padding and axis take of a page's width, about, and the gap between two panels. */
const WIDTH_AROUND = 72;
const GAP = 20;

/**
 * How long answers take: the share of answers that came within a time, for the time to the first token and to the last
 * byte, one line per endpoint. The median and the 95th percentile are marked.
 *
 * Only answers count: the last try of each cell that ended well. The axis of time is logarithmic when times differ by a
 * factor of ten or more. A line of more than 500 answers is thinned out, its fastest and slowest answers apart. Without
 * streamed answers, which alone have a first token, there is one panel.
 *
 * @throws {UserError} when there is no answer with a known latency.
 */
export function latencyDistributionChart(
  frame: DataFrame,
  options: LatencyDistributionChartOptions = {},
): ChartSpec {
  const { by = "endpoint", title = "How long answers take" } = options;
  const style = chartStyle(options);
  const table = frameTable(frame);
  const { names, series } = answeredSeries(table, by);
  const panels = measuredPanels(table, series).map(({ name, lines }): Panel => ({
    name,
    lines: lines.map(({ series, times }) => ({ series, ascending: ascending(times.values) })),
  }));
  if (panels.length === 0) throw new UserError("Cannot draw latencies as there is no answer whose latency is known");
  const width = style.width - style.px(WIDTH_AROUND);
  const look = seriesLook(series.map(({ series }) => series), { width, style, by });
  const counts = panels.flatMap(({ lines }) => lines.map(({ ascending }) => ascending.length));
  const notes = ["marks: median and 95th percentile", `n: ${rangeText(counts, "answer")} a line`];
  const subtitle = [...names.common, ...wrappedNotes(notes, style)];
  const plot = {
    width: Math.floor((width - style.px(GAP) * (panels.length - 1)) / panels.length),
    height: style.heightWith(look.extraHeight) - heightAround({ subtitle, look, style }),
  };
  return displayChart({
    description: described(panels),
    title: { text: title, subtitle },
    hconcat: panels.map((panel, i) => ({ ...plot, layer: layersOf(panel, { look, by, style, first: i === 0 }) })),
    spacing: style.px(GAP),
    resolve: { scale: { color: "shared", shape: "shared" } },
  }, style);
}

function described(panels: readonly Panel[]): string {
  const figures = panels.map(({ name, lines }) => {
    const medians = lines.map(({ series, ascending }) =>
      `${series} ${figureText(quantile(ascending, 0.5)!)} ms (n = ${ascending.length})`
    );
    return `${name}, median: ${listed(medians)}`;
  });
  return `How long answers take. ${figures.join(". ")}.`;
}

function layersOf(
  { name, lines }: Panel,
  { look, by, style, first }: {
    readonly look: SeriesLook;
    readonly by: string;
    readonly style: ChartStyle;
    readonly first: boolean;
  },
): JsonArray {
  const scale = fittedScale(lines.flatMap(({ ascending }) => [ascending[0], ascending[ascending.length - 1]]), {
    margin: 0.03,
  });
  const encoding: JsonObject = {
    x: {
      field: "ms",
      type: "quantitative",
      title: `${name} (ms${scale.log ? ", logarithmic" : ""})`,
      scale: scale.spec,
      axis: { tickCount: 5 },
    },
    y: {
      field: "share",
      type: "quantitative",
      title: first ? "Share of answers within the time" : null,
      scale: { domain: [0, 1], nice: false },
      axis: { format: ".0%", values: [0, 0.25, 0.5, 0.75, 1], labels: first, ticks: first },
    },
    color: look.color,
  };
  const tooltip: JsonArray = [
    { field: "series", type: "nominal", title: by },
    { field: "share", type: "quantitative", title: "Quantile", format: ".0%" },
    { field: "ms", type: "quantitative", title: `${name} (ms)`, format: ".1f" },
    { field: "answers", type: "quantitative", title: "Answers" },
  ];
  return [
    {
      data: { values: stepsOf(lines) },
      mark: { type: "line", interpolate: "step-after", strokeWidth: style.px(2) },
      encoding,
    },
    {
      data: { values: marksOf(lines) },
      mark: { type: "point", filled: true, size: style.area(70), opacity: 1 },
      encoding: { ...encoding, shape: look.shape, tooltip },
    },
  ];
}

/** The steps of each line: from 0 at the fastest answer to 1 at the slowest, thinned out where they are many. */
function stepsOf(lines: Panel["lines"]): JsonArray {
  const most = Math.max(50, Math.min(MOST_STEPS, Math.floor(MOST_STEPS_IN_ALL / (MEASURES.length * lines.length))));
  return lines.flatMap(({ series, ascending }) => {
    const n = ascending.length;
    const points = thinnedRanks(n, most).map((rank) => ({ series, ms: ascending[rank - 1], share: shareOf(rank, n) }));
    return [{ series, ms: ascending[0], share: 0 }, ...points];
  });
}

/** To the millionth, which no chart shows and which takes half the place. */
function shareOf(rank: number, n: number): number {
  return Math.round(rank / n * 1e6) / 1e6;
}

function marksOf(lines: Panel["lines"]): JsonArray {
  return lines.flatMap(({ series, ascending }) =>
    MARKED.map((share) => ({ series, share, ms: quantile(ascending, share), answers: ascending.length }))
  );
}
