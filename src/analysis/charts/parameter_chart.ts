import { shortNames, UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import type { Estimate } from "../../statistics/mod.ts";
import { type CellRow, type DataFrame, frameTable, groupCells, type Table } from "../frames/mod.ts";
import { distinct, padded, parameterName, varyingParameters } from "./_axes.ts";
import { figureText, listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { meanMethods, observed, quantileEstimates, quantileMethods, rangeText, scoreEstimate } from "./_estimates.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode parameterChart}. */
export interface ParameterChartOptions extends ChartOptions {
  /** The parameter, with or without `param_` before it. The first one that varies unless given. */
  readonly parameter?: string;
  /** The column that makes a line; `endpoint` unless given. */
  readonly by?: string;
}

/** A value of a parameter. */
type Value = Exclude<ColumnValue, null>;

/** What padding and one axis take of a page's width, about, and the gap between the panels. */
const PADDING = 8;
const AXIS_WIDTH = 45;
const GAP = 20;

/** How far the bars of one series stand from those of the next, as a share of the parameter's range. */
const ASIDE = 0.012;

/** The figures of the two panels, with what they can be at most. */
const FIGURES = [
  { estimate: scoreEstimate, title: "Mean score (0 to 1)", most: 1.02 },
  { estimate: latencyEstimate, title: "Median latency (ms)", most: Infinity },
] as const;

/**
 * What a parameter does: its values against the mean score and against the median latency, one line per endpoint.
 *
 * Bands show 95 % confidence intervals: of the mean score clustered by prompt, of the median latency by a bootstrap that
 * draws whole prompts. Latencies are those of the answers. Values that are no numbers stand side by side, with bars.
 *
 * @throws {UserError} when the frame lacks the parameter, or none varies.
 */
export function parameterChart(frame: DataFrame, options: ParameterChartOptions = {}): ChartSpec {
  const { by = "endpoint" } = options;
  const style = chartStyle(options);
  const [padding, axisWidth, gap] = [PADDING, AXIS_WIDTH, GAP].map(style.px);
  const table = frameTable(frame);
  const column = parameterColumn(table, options.parameter);
  const name = parameterName(column);
  const groups = groupCells(table, [by, column]).filter(({ values }) => values[1] !== null);
  const names = shortNames([...new Set(groups.map(({ values }) => String(values[0])))]);
  const series = [...new Set(groups.map(({ values }) => names.short(String(values[0]))))];
  const look = seriesLook(series, { width: style.width - padding - axisWidth, style, by });
  const axis = valueAxis(distinct(groups.map(({ values }) => values[1])), { name, series });
  const panels = FIGURES.map(({ estimate, ...panel }) => ({
    ...panel,
    points: groups.flatMap(({ values, cells }) =>
      pointOf(estimate(table, cells), {
        series: names.short(String(values[0])),
        value: values[1]!,
        axis,
      })
    ),
  }));
  const subtitle = [...names.common, ...wrappedNotes(notesOf(panels, axis), style)];
  const plot = {
    width: Math.floor((style.width - 2 * padding - 2 * axisWidth - gap) / 2),
    height: style.heightWith(look.extraHeight) - heightAround({ subtitle, look, style }),
  };
  return displayChart({
    description: described(panels, { name, series }),
    title: { text: options.title ?? `What ${name} does`, subtitle },
    hconcat: panels.map((panel) => ({
      ...plot,
      data: { values: [...panel.points] },
      layer: layersOf(panel, { axis, look, by, style }),
    })),
    spacing: gap,
    resolve: { scale: { color: "shared", shape: "shared" } },
  }, style);
}

/** A figure at one value of the parameter. A type, not an interface, as it goes into a spec as JSON. */
type Point = {
  readonly series: string;
  readonly value: Value;
  readonly place: Value;
  readonly middle: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
  readonly prompts: number;
  readonly method: string;
};

interface Panel {
  readonly title: string;
  readonly most: number;
  readonly points: readonly Point[];
}

function latencyEstimate(table: Table, cells: readonly CellRow[]): Estimate | null {
  return quantileEstimates(observed(table, "latency_ms", cells.filter(({ ok }) => ok)), [0.5])[0] ?? null;
}

function pointOf(
  estimate: Estimate | null,
  { series, value, axis }: { readonly series: string; readonly value: Value; readonly axis: ValueAxis },
): Point[] {
  if (estimate === null) return [];
  const { value: middle, low, high, n, clusters: prompts, method } = estimate;
  return [{ series, value, place: axis.place(value, series), middle, low, high, n, prompts, method }];
}

function notesOf(panels: readonly Panel[], { isNumeric }: ValueAxis): string[] {
  const points = panels.flatMap((panel) => panel.points);
  if (points.length === 0) return ["no answers"];
  const hasIntervals = points.some(({ low }) => low !== null);
  const medians = quantileMethods(points.map(({ n }) => n));
  const means = meanMethods(points.filter(({ method }) => method.startsWith("mean")));
  const prompts = rangeText(points.map((point) => point.prompts), "prompt");
  return [
    hasIntervals
      ? `${isNumeric ? "bands" : "bars"}: 95 % intervals by ${prompts} (${means} of the mean, ${medians} of the median)`
      : "",
    `n: ${rangeText(points.map(({ n }) => n), "cell")} a point`,
  ];
}

function described(
  panels: readonly Panel[],
  { name, series }: { readonly name: string; readonly series: readonly string[] },
): string {
  const figures = panels.flatMap(({ title, points }) => {
    if (points.length === 0) return [];
    const best = points.reduce((a, b) =>
      (title.startsWith("Mean") ? b.middle > a.middle : b.middle < a.middle) ? b : a
    );
    const word = title.startsWith("Mean") ? "Best" : "Fastest";
    return [`${word}: ${best.series} at ${best.value} (${figureText(best.middle)}, n = ${best.n})`];
  });
  return `What ${name} does to the mean score and the median latency of ${listed(series)}. ${figures.join(". ")}.`;
}

function parameterColumn(table: Table, parameter?: string): string {
  if (parameter !== undefined) {
    const column = parameter.startsWith("param_") ? parameter : `param_${parameter}`;
    table.column(column);
    return column;
  }
  const [first] = varyingParameters(table);
  if (first === undefined) throw new UserError("Cannot draw a parameter as none varies in this run");
  return first;
}

interface ValueAxis {
  readonly encoding: JsonObject;
  readonly isNumeric: boolean;
  /** Where a value stands: numbers a little aside for each series, so that their bars do not hide each other. */
  place(value: Value, series: string): Value;
}

function valueAxis(
  values: readonly Value[],
  { name, series }: { readonly name: string; readonly series: readonly string[] },
): ValueAxis {
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length < values.length || numbers.length === 0) {
    const scale = { type: "point", padding: 0.5 };
    const axis = { labelAngle: 0, grid: false };
    return {
      isNumeric: false,
      encoding: { field: "place", type: "ordinal", title: name, sort: [...values], scale, axis },
      place: (value) => value,
    };
  }
  const step = (numbers[numbers.length - 1] - numbers[0]) * ASIDE;
  const domain = padded(numbers, 0.04 + (ASIDE / 2) * series.length);
  return {
    isNumeric: true,
    encoding: {
      field: "place",
      type: "quantitative",
      title: name,
      scale: { domain, nice: false, zero: false },
      axis: { values: numbers, labelExpr: "toString(datum.value)", grid: false },
    },
    place: (value, own) => (value as number) + step * (series.indexOf(own) - (series.length - 1) / 2),
  };
}

function layersOf({ title, most, points }: Panel, { axis, look, by, style }: {
  readonly axis: ValueAxis;
  readonly look: SeriesLook;
  readonly by: string;
  readonly style: ChartStyle;
}): JsonArray {
  const bounds = points.flatMap(({ low, middle, high }) => [low ?? middle, high ?? middle]);
  const [low, high] = bounds.length === 0 ? [0, 1] : padded(bounds, 0.08);
  const scale = { domain: [Math.max(-0.02, low), Math.min(most, high)], nice: false, zero: false };
  const y = { field: "middle", type: "quantitative", title, scale, axis: { tickCount: 6 } };
  const encoding: JsonObject = { x: axis.encoding, y, color: look.color };
  const tooltip: JsonArray = [
    { field: "series", type: "nominal", title: by },
    { field: "value", type: "nominal", title: axis.encoding.title },
    { field: "middle", type: "quantitative", title, format: ".4~g" },
    { field: "low", type: "quantitative", title: "95 % from", format: ".4~g" },
    { field: "high", type: "quantitative", title: "95 % to", format: ".4~g" },
    { field: "n", type: "quantitative", title: "Cells" },
    { field: "prompts", type: "quantitative", title: "Prompts" },
    { field: "method", type: "nominal", title: "Interval" },
  ];
  const sure = points.filter((point) => point.low !== null && point.high !== null)
    .map(({ series, place, low, high }) => ({ series, place, low, high }));
  return [
    ...(sure.length === 0 ? [] : [{
      data: { values: sure },
      mark: axis.isNumeric
        ? { type: "area", opacity: 0.16, line: false }
        : { type: "rule", strokeWidth: style.px(1.5), opacity: style.barOpacity(0.5) },
      encoding: { ...encoding, y: { ...y, field: "low" }, y2: { field: "high" } },
    }]),
    { mark: { type: "line", strokeWidth: style.px(1.75) }, encoding },
    {
      mark: { type: "point", filled: true, size: style.area(70), opacity: 1 },
      encoding: { ...encoding, shape: look.shape, tooltip },
    },
  ];
}
