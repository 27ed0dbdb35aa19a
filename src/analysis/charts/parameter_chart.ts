import { UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { distinct, padded, parameterName, varyingParameters } from "./_axes.ts";
import {
  type CellRow,
  type DataFrame,
  type Figure,
  frameTable,
  groupCells,
  latencyFigure,
  scoreFigure,
  type Table,
} from "../frames/mod.ts";
import { listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { shortNames } from "./_short_names.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
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

/**
 * What a parameter does: its values against the mean score and against the median latency, one line per endpoint.
 *
 * Bars show the 95 % confidence interval of the mean score, clustered by prompt, and the middle half of the latencies
 * (from the 25th to the 75th percentile). Latencies are those of the answers. Values that are no numbers stand side by
 * side.
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
  const look = seriesLook(series, { width: style.width - padding - axisWidth, style });
  const axis = valueAxis(distinct(table.column(column)), { name, series });
  const subtitle = [...names.common, "Bars: 95 % interval of the score; middle half of the latencies"];
  const plot = {
    width: Math.floor((style.width - 2 * padding - 2 * axisWidth - gap) / 2),
    height: style.heightWith(look.extraHeight) - heightAround({ subtitle, look, style }),
  };
  const panel = (figure: (table: Table, cells: readonly CellRow[]) => Figure | null, title: string, most: number) => {
    const points = groups.flatMap(({ values, cells }) => {
      const figures = figure(table, cells);
      const [own, value] = [names.short(String(values[0])), values[1]!];
      return figures === null
        ? []
        : [{ series: own, value, place: axis.place(value, own), cells: cells.length, ...figures }];
    });
    return { ...plot, data: { values: points }, layer: layersOf(points, { axis, look, by, style, title, most }) };
  };
  return displayChart({
    description: `What ${name} does to the mean score and the median latency of ${listed(series)}: ` +
      `${listed(distinct(table.column(column)).map(String))}.`,
    title: { text: options.title ?? `What ${name} does`, subtitle },
    hconcat: [
      panel(scoreFigure, "Mean score (0 to 1)", 1.02),
      panel(latencyFigure, "Median latency (ms)", Infinity),
    ],
    spacing: gap,
    resolve: { scale: { color: "shared", shape: "shared" } },
  }, style);
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
      encoding: { field: "place", type: "ordinal", title: name, sort: [...values], scale, axis },
      place: (value) => value,
    };
  }
  const step = (numbers[numbers.length - 1] - numbers[0]) * ASIDE;
  const domain = padded(numbers, 0.04 + (ASIDE / 2) * series.length);
  return {
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

function layersOf(points: readonly Figure[], { axis, look, by, style, title, most }: {
  readonly axis: ValueAxis;
  readonly look: SeriesLook;
  readonly by: string;
  readonly style: ChartStyle;
  readonly title: string;
  readonly most: number;
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
    { field: "cells", type: "quantitative", title: "Cells" },
  ];
  return [
    {
      mark: { type: "rule", strokeWidth: style.px(1.5), opacity: 0.4 },
      encoding: { ...encoding, y: { ...y, field: "low" }, y2: { field: "high" } },
    },
    { mark: { type: "line", strokeWidth: style.px(1.75) }, encoding },
    {
      mark: { type: "point", filled: true, size: style.area(70), opacity: 1 },
      encoding: { ...encoding, shape: look.shape, tooltip },
    },
  ];
}
