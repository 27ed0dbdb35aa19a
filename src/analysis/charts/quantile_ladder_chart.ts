import { UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { fittedScale } from "./_axes.ts";
import { figureText, listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { promptsText, quantileEstimates, quantileMethods, rangeText } from "./_estimates.ts";
import { answeredSeries, type MeasuredPanel, measuredPanels } from "./_measures.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode quantileLadderChart}. */
export interface QuantileLadderChartOptions extends ChartOptions {
  /** The column that makes a line; `endpoint` unless given. */
  readonly by?: string;
}

/** The rungs of the ladder. */
const RUNGS = [0.5, 0.75, 0.9, 0.95, 0.99, 0.999] as const;

/** How sure it must be that the slowest answer lies above a quantile: the upper end of an interval of 95 %. */
const SURENESS = 0.975;

/** What padding and the axis of one panel take of a page's width, about, and the gap between two panels. */
const PADDING = 14;
const AXIS_WIDTH = 46;
const GAP = 14;

/** How much of the space between two rungs the points of all series take. */
const SPREAD = 0.5;

/** A rung of one series. A type, not an interface, as it goes into a spec as JSON. */
type Rung = {
  readonly series: string;
  readonly rung: string;
  readonly place: number;
  readonly ms: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly interval: string;
};

/** What a quantile asks for: more answers than this many, at least. */
function answersNeeded(q: number): number {
  return Math.ceil(Math.log(1 - SURENESS) / Math.log(q));
}

/**
 * How bad the slow answers are: the quantiles p50, p75, p90, p95, p99 and p99.9 of the time to the first token and to the
 * last byte, one line per endpoint, with 95 % intervals: from a bootstrap that draws whole prompts, or Woodruff's where
 * there are more than 20,000 answers (`quantileIntervals`).
 *
 * A quantile is drawn when there are so many answers that the slowest one lies above it with a probability of 97.5 %: 72
 * for p95, 368 for p99, 3,688 for p99.9 (what an upper limit from the order of the values asks for: Hahn & Meeker 1991,
 * "Statistical Intervals", ch. 5.2). The subtitle says which are not. Only answers count, as in
 * {@linkcode latencyDistributionChart}, and the axis of time is logarithmic when times differ by a factor of ten or more.
 *
 * @throws {UserError} when there are fewer than six answers with a known latency at every endpoint.
 */
export function quantileLadderChart(frame: DataFrame, options: QuantileLadderChartOptions = {}): ChartSpec {
  const { by = "endpoint", title = "How slow the slow answers are" } = options;
  const style = chartStyle(options);
  const table = frameTable(frame);
  const { names, series } = answeredSeries(table, by);
  const all = series.map(({ series }) => series);
  const panels = measuredPanels(table, series)
    .map((panel) => ({ ...panel, rungs: rungsOf(panel, all) }))
    .filter(({ rungs }) => rungs.length > 0);
  if (panels.length === 0) {
    throw new UserError(
      `Cannot draw quantiles as each endpoint needs ${answersNeeded(RUNGS[0])} answers with a known latency`,
    );
  }
  const [padding, axisWidth, gap] = [PADDING, AXIS_WIDTH, GAP].map(style.px);
  const look = seriesLook(all, { width: style.width - padding - axisWidth, style, by });
  const subtitle = [...names.common, ...wrappedNotes(notesOf(panels), style)];
  const plot = {
    width: Math.floor((style.width - padding - gap * (panels.length - 1)) / panels.length - axisWidth),
    height: style.heightWith(look.extraHeight) - heightAround({ subtitle, look, style }),
  };
  return displayChart({
    description: described(panels),
    title: { text: title, subtitle },
    hconcat: panels.map((panel) => ({ ...plot, layer: layersOf(panel, { look, by, style }) })),
    spacing: gap,
    resolve: { scale: { color: "shared", shape: "shared" } },
  }, style);
}

interface LadderPanel extends MeasuredPanel {
  readonly rungs: readonly Rung[];
}

function rungsOf({ lines }: MeasuredPanel, all: readonly string[]): Rung[] {
  return lines.flatMap(({ series, times }) => {
    const aside = SPREAD * ((all.indexOf(series) + 0.5) / all.length - 0.5);
    const supported = RUNGS.filter((q) => times.values.length >= answersNeeded(q));
    return quantileEstimates(times, supported).map(({ value: ms, low, high, n, method: interval }, i): Rung => ({
      series,
      rung: rungName(RUNGS[i]),
      place: i + aside,
      ms,
      low,
      high,
      n,
      interval,
    }));
  });
}

/** `p99.9`. */
function rungName(q: number): string {
  return `p${Number((q * 100).toFixed(1))}`;
}

function notesOf(panels: readonly LadderPanel[]): string[] {
  const counts = panels.flatMap(({ lines }) => lines.map(({ times }) => times.values.length));
  const prompts = panels.flatMap(({ lines }) => lines.map(({ times }) => ({ clusters: new Set(times.clusters).size })));
  const missing = RUNGS.filter((q) => counts.some((count) => count < answersNeeded(q)));
  const some = missing.filter((q) => counts.some((count) => count >= answersNeeded(q)));
  const needed = missing.map((q) => `${rungName(q)} (needs ${answersNeeded(q).toLocaleString("en-US")})`);
  return [
    `bars: 95 % ${quantileMethods(counts)} interval by ${promptsText(prompts)}`,
    `n: ${rangeText(counts, "answer")} a line`,
    missing.length === 0 ? "" : `not drawn${some.length > 0 ? " where n is smaller" : ""}: ${needed.join(", ")}`,
  ];
}

function described(panels: readonly LadderPanel[]): string {
  const figures = panels.map(({ name, rungs }) => {
    const last = new Map(rungs.map((rung) => [rung.series, rung]));
    return `${name}: ${
      listed([...last.values()].map(({ series, rung, ms }) => `${series} ${rung} ${figureText(ms)} ms`))
    }`;
  });
  return `Quantiles of how long answers take, with 95 % intervals. Highest drawn: ${figures.join(". ")}.`;
}

function layersOf(
  { name, rungs }: LadderPanel,
  { look, by, style }: { readonly look: SeriesLook; readonly by: string; readonly style: ChartStyle },
): JsonArray {
  const scale = fittedScale(rungs.flatMap(({ ms, low, high }) => [ms, low ?? ms, high ?? ms]));
  const most = Math.max(...rungs.map(({ place }) => Math.round(place)));
  const labels = RUNGS.slice(0, most + 1).map(rungName);
  const x = {
    field: "place",
    type: "quantitative",
    title: "Quantile",
    scale: { domain: [-0.5, most + 0.5], nice: false, zero: false },
    axis: {
      values: labels.map((_, i) => i),
      labelExpr: `${JSON.stringify(labels)}[datum.value]`,
      grid: false,
      labelOverlap: "greedy",
    },
  };
  const y = {
    field: "ms",
    type: "quantitative",
    title: `${name} (ms${scale.log ? ", logarithmic" : ""})`,
    scale: scale.spec,
    axis: { tickCount: 6 },
  };
  const tooltip: JsonArray = [
    { field: "series", type: "nominal", title: by },
    { field: "rung", type: "nominal", title: "Quantile" },
    { field: "ms", type: "quantitative", title: `${name} (ms)`, format: ".1f" },
    { field: "low", type: "quantitative", title: "95 % from (ms)", format: ".1f" },
    { field: "high", type: "quantitative", title: "95 % to (ms)", format: ".1f" },
    { field: "n", type: "quantitative", title: "Answers" },
    { field: "interval", type: "nominal", title: "Interval" },
  ];
  const encoding: JsonObject = { x, y, color: look.color };
  const bars = rungs.filter(({ low, high }) => low !== null && high !== null);
  return [
    {
      data: { values: bars.map(({ series, place, low, high }) => ({ series, place, low, high })) },
      mark: { type: "rule", strokeWidth: style.px(1.5), opacity: 0.6 },
      encoding: { ...encoding, y: { ...y, field: "low" }, y2: { field: "high" } },
    },
    {
      data: { values: [...rungs] },
      mark: { type: "line", strokeWidth: style.px(1.25), opacity: 0.8 },
      encoding,
    },
    {
      data: { values: [...rungs] },
      mark: { type: "point", filled: true, size: style.area(60), opacity: 1 },
      encoding: { ...encoding, shape: look.shape, tooltip },
    },
  ];
}
