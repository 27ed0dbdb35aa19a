import { shortNames, UNKNOWN, UserError } from "../../base/mod.ts";
import type { ColumnValue } from "../../ledger/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { type DataFrame, frameTable, type Table } from "../frames/mod.ts";
import { distinct, parameterName, varyingParameters } from "./_axes.ts";
import { type ColorRamp, colorRamp } from "./_color_ramp.ts";
import { figureText } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { rangeText } from "./_estimates.ts";
import { columnOf, fieldDifferences, type FieldFigure, fieldFigures, hasTail } from "./_heat_figures.ts";
import { type MetricAxis, metricAxis } from "./_metric_titles.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { FONT_SLACK, textWidth } from "./_text_width.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode heatMapChart}. */
export interface HeatMapChartOptions extends ChartOptions {
  /** The column along the chart, a parameter with or without `param_` before it; the first that varies unless given. */
  readonly x?: string;
  /** The column up the chart; unless given, the second parameter that varies, or `endpoint`. */
  readonly y?: string;
  /** What is shown: `score` unless given, or `cost`, `latency`, `ttft`, `tpot`, `ok`, or a column of numbers. */
  readonly value?: string;
  /** Another run of the same prompts: its figures are taken away. */
  readonly against?: DataFrame;
}

/** More values than this on an axis make no readable fields. */
const MOST_VALUES = 50;

/** On a page, in pixels: the font, and what padding and the title of an axis take beside the labels. */
const FONT_SIZE = 11;
const WIDTH_AROUND = 50;

/**
 * A figure over two axes of a grid: one field for each pair of values, with the figure in it. Light is much, dark is
 * little. Scores, costs and shares are means, times and rates are medians. The tooltip has n and the 95 % interval: a mean's is
 * clustered by prompt, a median's from a bootstrap that draws whole prompts.
 *
 * With `against`, fields show how much the means differ from those of another run, prompt by prompt, in two colours. A
 * field of which nothing is known has a dashed frame and a dash.
 *
 * @throws {UserError} when the frame lacks a column, an axis has more than 50 values, or nothing is known of any field.
 */
export function heatMapChart(frame: DataFrame, options: HeatMapChartOptions = {}): ChartSpec {
  const { value = "score", against } = options;
  const isDifference = against !== undefined;
  const style = chartStyle(options);
  const table = frameTable(frame);
  const columns = axisColumns(table, options);
  const fields = against === undefined
    ? fieldFigures(table, { ...columns, metric: value })
    : fieldDifferences([table, frameTable(against)], { ...columns, metric: value });
  if (fields.length === 0) {
    throw new UserError(`Cannot draw a heat map as nothing is known of any field: current value is "${value}"`);
  }
  const grid = gridOf(table, columns);
  const metric = metricAxis(value, {
    unit: unitOf(value),
    highest: Math.max(...fields.map(({ estimate }) => Math.abs(estimate.value))),
  });
  const unit = isDifference && metric.isShare ? "-1 to 1" : metric.unit;
  const statistic = hasTail(value) && !isDifference ? "median" : "mean";
  const title = `${isDifference ? "Difference of the " : ""}${statistic} ${metric.name}`;
  const ramp = rampOf(fields.map(({ estimate }) => estimate.value * metric.factor), style, isDifference);
  const rows = rowsOf(fields, { grid, metric, ramp, signed: isDifference });
  const missing = grid.x.names.length * grid.y.names.length - rows.length;
  const subtitle = [...grid.common, ...wrappedNotes(notesOf(fields, { missing, isDifference }), style)];
  return displayChart({
    description: described(rows, { title, columns }),
    title: {
      text: options.title ?? capital(`${title} by ${parameterName(columns.x)} and ${parameterName(columns.y)}`),
      subtitle,
      // Names can be long, and what stands above the fields alone would have no room beside them.
      frame: "bounds",
    },
    width: style.width,
    height: heightOf(grid, { style, lines: subtitle.length }),
    autosize: { type: "fit", contains: "padding" },
    data: { values: rows },
    layer: layersOf({ grid, columns, ramp, rows }, { title: capital(`${title} (${unit.replace("-", "−")})`), style }),
  }, style);
}

interface Columns {
  readonly x: string;
  readonly y: string;
}

function axisColumns(table: Table, { x, y }: HeatMapChartOptions): Columns {
  const column = (name: string) => table.names.includes(`param_${name}`) ? `param_${name}` : name;
  const varying = [...varyingParameters(table), "endpoint"];
  const along = x === undefined ? varying.find((name) => name !== (y && column(y)))! : column(x);
  const up = y === undefined ? varying.find((name) => name !== along) ?? "model" : column(y);
  return { x: along, y: up };
}

/** One axis: its values in order, and as people read them. */
interface GridAxis {
  readonly names: readonly string[];
  nameOf(value: ColumnValue): string;
}

interface Grid {
  readonly x: GridAxis;
  readonly y: GridAxis;
  /** What the names of an axis have in common, which is cut off. */
  readonly common: readonly string[];
}

function gridOf(table: Table, { x, y }: Columns): Grid {
  const [along, up] = [x, y].map((name) => gridAxis(table, name));
  // Up is more, but the first name of a list is read at the top.
  const names = up.isNumeric ? up.axis.names.toReversed() : up.axis.names;
  return { x: along.axis, y: { ...up.axis, names }, common: [...along.common, ...up.common] };
}

function gridAxis(
  table: Table,
  column: string,
): { readonly axis: GridAxis; readonly common: readonly string[]; readonly isNumeric: boolean } {
  const { values } = table.codes(column);
  const known = distinct(values);
  if (values.length > MOST_VALUES) {
    throw new UserError(
      `Cannot draw a heat map as an axis has more than ${MOST_VALUES} values: current value is ${values.length} of "${column}"`,
    );
  }
  const { common, short } = shortNames(known.map(String));
  const nameOf = (value: ColumnValue) => value === null ? UNKNOWN : short(String(value));
  const all = values.includes(null) ? [...known, null] : known;
  return {
    axis: { names: all.map(nameOf), nameOf },
    common,
    isNumeric: known.every((value) => typeof value === "number"),
  };
}

function unitOf(metric: string): string | null {
  const column = columnOf(metric);
  if (column.endsWith("_usd")) return "US$";
  if (column.endsWith("_ms")) return "ms";
  if (column.endsWith("_tps")) return "tokens/s";
  return column.endsWith("_tokens") ? "tokens" : null;
}

function rampOf(values: readonly number[], { theme }: ChartStyle, isDifference: boolean): ColorRamp {
  if (!isDifference) return colorRamp(theme.sequential, [Math.min(...values), Math.max(...values)]);
  const most = Math.max(...values.map(Math.abs)) || 1;
  return colorRamp(theme.diverging, [-most, most]);
}

/** A field of which something is known. A type, not an interface, as it goes into a spec as JSON. */
type Row = {
  readonly x: string;
  readonly y: string;
  readonly value: number;
  readonly text: string;
  readonly ink: string;
  readonly sure: string;
  readonly n: number;
  readonly prompts: number;
};

function rowsOf(fields: readonly FieldFigure[], { grid, metric, ramp, signed }: {
  readonly grid: Grid;
  readonly metric: MetricAxis;
  readonly ramp: ColorRamp;
  readonly signed: boolean;
}): Row[] {
  return fields.map(({ x, y, estimate }) => {
    const { low, high, n, clusters, method } = estimate;
    const value = estimate.value * metric.factor;
    const ends = low === null || high === null
      ? UNKNOWN
      : `${valueText(low * metric.factor, metric)} to ${valueText(high * metric.factor, metric)}`;
    return {
      x: grid.x.nameOf(x),
      y: grid.y.nameOf(y),
      value,
      text: `${signed && value > 0 ? "+" : ""}${valueText(value, metric)}`,
      ink: ramp.inkFor(value),
      sure: `${ends} (${method})`,
      n,
      prompts: clusters,
    };
  });
}

function valueText(value: number, { isShare }: MetricAxis): string {
  return (isShare ? value.toFixed(2) : figureText(value)).replace("-", "−");
}

function notesOf(
  fields: readonly FieldFigure[],
  { missing, isDifference }: { readonly missing: number; readonly isDifference: boolean },
): string[] {
  const prompts = rangeText(fields.map(({ estimate }) => estimate.clusters), "prompt");
  const cells = rangeText(fields.map(({ estimate }) => estimate.n), "cell");
  return [
    isDifference ? "this run minus the other, prompt by prompt" : "",
    `n: ${isDifference ? prompts : `${cells} of ${prompts}`} a field`,
    missing > 0 ? `${UNKNOWN}: nothing known of ${missing} of ${missing + fields.length}` : "",
  ];
}

function described(
  rows: readonly Row[],
  { title, columns }: { readonly title: string; readonly columns: Columns },
): string {
  const sorted = rows.toSorted((a, b) => a.value - b.value);
  const end = ({ x, y, text, n }: Row) => `${text} at ${x} and ${y} (n = ${n})`;
  return `${capital(title)} by ${parameterName(columns.x)} and ${parameterName(columns.y)}, from ${end(sorted[0])} to ${
    end(sorted.at(-1)!)
  }.`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A page is as high as its fields need. */
function heightOf({ y }: Grid, { style, lines }: { readonly style: ChartStyle; readonly lines: number }): number {
  const around = style.px(130 + 14 * lines);
  const needed = around + y.names.length * style.px(18);
  return style.givenHeight ?? Math.max(style.height, needed);
}

function layersOf(
  { grid, columns, ramp, rows }: {
    readonly grid: Grid;
    readonly columns: Columns;
    readonly ramp: ColorRamp;
    readonly rows: readonly Row[];
  },
  { title, style }: { readonly title: string; readonly style: ChartStyle },
): JsonArray {
  const { theme, px } = style;
  const fontSize = px(FONT_SIZE);
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => textWidth(text, fontSize)));
  const namesWidth = Math.min(style.width * 0.4, widest(grid.y.names));
  const fieldWidth = (style.width - namesWidth - px(WIDTH_AROUND)) / grid.x.names.length;
  const isTilted = widest(grid.x.names) > fieldWidth - px(4);
  const axis = (field: "x" | "y", extra: JsonObject): JsonObject => ({
    field,
    type: "ordinal",
    title: parameterName(columns[field]),
    scale: { type: "band", domain: [...grid[field].names], padding: 0 },
    axis: { grid: false, domain: false, ticks: false, labelPadding: px(4), ...extra },
  });
  const x = axis("x", isTilted ? { labelAngle: -40, labelLimit: px(140) } : { labelAngle: 0 });
  const most = FONT_SLACK * namesWidth;
  const y = axis("y", { labelLimit: Math.ceil(most), maxExtent: Math.ceil(most + px(30)) });
  const known = new Set(rows.map((row) => `${row.x}\n${row.y}`));
  const missing = grid.x.names.flatMap((x) =>
    grid.y.names.filter((y) => !known.has(`${x}\n${y}`)).map((y) => ({ x, y, text: UNKNOWN }))
  );
  const color: JsonObject = {
    field: "value",
    type: "quantitative",
    scale: ramp.scale,
    legend: {
      title,
      orient: "top",
      direction: "horizontal",
      gradientLength: px(200),
      gradientThickness: px(9),
      titleFontSize: px(12),
      titleFontWeight: 500,
      titleColor: theme.ink.strong,
      titleLimit: style.width,
      labelFontSize: fontSize,
      tickCount: 5,
    },
  };
  const tooltip: JsonArray = [
    { field: "x", type: "nominal", title: parameterName(columns.x) },
    { field: "y", type: "nominal", title: parameterName(columns.y) },
    { field: "value", type: "quantitative", title, format: ".4~g" },
    { field: "sure", type: "nominal", title: "95 % interval" },
    { field: "n", type: "quantitative", title: "n" },
    { field: "prompts", type: "quantitative", title: "Prompts" },
  ];
  const fits = widest(rows.map(({ text }) => text)) < fieldWidth - px(6);
  const texts = (ink: string): JsonObject => ({
    data: { values: rows.filter((row) => row.ink === ink).map(({ x, y, text }) => ({ x, y, text })) },
    mark: { type: "text", fontSize, color: ink },
    encoding: { x, y, text: { field: "text", type: "nominal" } },
  });
  return [
    {
      mark: { type: "rect", stroke: theme.background, strokeWidth: px(1.5) },
      encoding: { x, y, color, tooltip },
    },
    ...(fits ? [...new Set(rows.map(({ ink }) => ink))].map(texts) : []),
    ...(missing.length === 0 ? [] : missingLayers(missing, { x, y, style })),
  ];
}

/** Fields of which nothing is known. */
function missingLayers(
  fields: readonly JsonObject[],
  { x, y, style: { theme, px } }: { readonly x: JsonObject; readonly y: JsonObject; readonly style: ChartStyle },
): JsonArray {
  const data = { values: [...fields] };
  return [
    {
      data,
      mark: {
        type: "rect",
        fill: theme.background,
        stroke: theme.ink.line,
        strokeWidth: px(0.75),
        strokeDash: [px(3), px(3)],
        tooltip: false,
      },
      encoding: { x, y },
    },
    {
      data,
      mark: { type: "text", fontSize: px(FONT_SIZE), color: theme.ink.faint },
      encoding: { x, y, text: { field: "text", type: "nominal" } },
    },
  ];
}
