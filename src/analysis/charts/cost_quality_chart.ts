import { shortNames, UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import type { Estimate } from "../../statistics/mod.ts";
import { type DataFrame, frameTable, groupCells } from "../frames/mod.ts";
import { fittedScale, parameterName, scoreScale, varyingParameters } from "./_axes.ts";
import { type CostPoint, costPoint, type CostUnit, costUnit, frontierChances, frontierOf } from "./_cost_points.ts";
import { figureText, listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { meanMethods, promptsText, rangeText } from "./_estimates.ts";
import { type Box, LABEL_GAP, placeLabels, type Side } from "./_place_labels.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode costQualityChart}. */
export interface CostQualityChartOptions extends ChartOptions {
  /**
   * The columns that make a point. The first one gives the colour, the others the label. Unless given: `endpoint` and
   * every parameter that varies.
   */
  readonly by?: string | readonly string[];
}

/** What padding and axis take of a page's width, about. */
const WIDTH_AROUND = 69;

/** More points than this are not labelled. */
const MOST_LABELS = 40;

/**
 * What quality costs: the mean cost of a cell, retries included, against the mean score, one point per group of cells.
 * A dashed line joins the points that no other one beats in both.
 *
 * Bars show the 95 % confidence intervals of both means, clustered by prompt; the tooltip has n, and how often a point is
 * on the dashed line where prompts are drawn again (`paretoProbability`). The axis of cost is logarithmic when costs
 * differ by a factor of ten or more, and counts per 1,000 or per million cells when they are small.
 *
 * @throws {UserError} when no group has both a known cost and a score.
 */
export function costQualityChart(frame: DataFrame, options: CostQualityChartOptions = {}): ChartSpec {
  const table = frameTable(frame);
  const by = [options.by ?? ["endpoint", ...varyingParameters(table)]].flat();
  const groups = groupCells(table, by);
  const names = shortNames([...new Set(groups.map(({ values }) => String(values[0])))]);
  const points = groups.flatMap((group) => costPoint(table, group, names));
  if (points.length === 0) {
    throw new UserError("Cannot draw cost against quality as no cells have both a cost and a score");
  }
  const unit = costUnit(Math.max(...points.map(({ cost }) => cost.value)));
  const style = chartStyle(options);
  const plotWidth = style.width - style.px(WIDTH_AROUND);
  const look = seriesLook([...new Set(points.map(({ series }) => series))], { width: plotWidth, style });
  const height = style.heightWith(look.extraHeight);
  const frontier = frontierOf(points);
  const notes = notesOf(by, { points, frontier, leftOut: groups.length - points.length });
  const subtitle = [...names.common, ...wrappedNotes(notes, style)];
  const axes = axesOf(points, unit);
  const rows = rowsOf(points, { unit, axes, chances: frontierChances(table, points) });
  const plot = { width: plotWidth, height: height - heightAround({ subtitle, look, style }) };
  const steps = frontier.map(({ cost, score }) => ({ cost: cost.value * unit.cells, score: score.value }));
  const sides = rows.length > MOST_LABELS ? [] : sidesOf(rows, { frontier: steps, plot, axes, style });
  return displayChart({
    description: described(frontier, unit),
    title: { text: options.title ?? "Cost against quality", subtitle },
    width: style.width,
    height,
    autosize: { type: "fit", contains: "padding" },
    data: { values: rows.map((row, i) => ({ ...row, side: sides[i] ?? null })) },
    layer: [
      ...frontierLayer(steps, style),
      ...barLayers(rows, { axes, look, style }),
      pointLayer(by, { axes, look, style }),
      ...labelLayers(sides, { axes, style }),
    ],
  }, style);
}

/** A point as it stands in the spec, its cost in the unit of the axis. A type, not an interface, as it becomes JSON. */
type Row = {
  readonly series: string;
  readonly label: string;
  readonly cost: number;
  /** The ends of the bar, not beyond the axis. */
  readonly costLow: number | null;
  readonly costHigh: number | null;
  readonly score: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly costSure: string;
  readonly scoreSure: string;
  readonly frontier: string;
  readonly cells: number;
};

function rowsOf(points: readonly CostPoint[], { unit, axes, chances }: {
  readonly unit: CostUnit;
  readonly axes: Axes;
  readonly chances: readonly string[];
}): Row[] {
  const [least, most] = axes.cost.domain;
  const onAxis = (usd: number | null) => usd === null ? null : Math.min(most, Math.max(least, usd * unit.cells));
  return points.map(({ series, label, cost, score, cells }, i) => ({
    series,
    label,
    cost: cost.value * unit.cells,
    costLow: onAxis(cost.low),
    costHigh: onAxis(cost.high),
    score: score.value,
    low: score.low,
    high: score.high,
    costSure: sureText(cost, unit.cells),
    scoreSure: sureText(score),
    frontier: chances[i],
    cells: cells.length,
  }));
}

/** An interval with its method, for people. */
function sureText({ low, high, method }: Estimate, factor = 1): string {
  if (low === null || high === null) return `– (${method})`;
  return `${figureText(low * factor)} to ${figureText(high * factor)} (${method})`;
}

function described(frontier: readonly CostPoint[], unit: CostUnit): string {
  const best = frontier.map(({ series, label, cost, score }) =>
    `${label === "" ? series : `${series} ${label}`} (score ${score.value.toFixed(2)} for US$ ${
      figureText(cost.value * unit.cells)
    })`
  );
  return `Mean score against mean cost per ${unit.name}. Best for the money: ${listed(best)}.`;
}

/** What explains the signs of the chart. */
function notesOf(by: readonly string[], { points, frontier, leftOut }: {
  readonly points: readonly CostPoint[];
  readonly frontier: readonly CostPoint[];
  readonly leftOut: number;
}): string[] {
  const hasBars = points.some(({ score, cost }) => score.low !== null || cost.low !== null);
  return [
    by.length > 1 ? `label: ${by.slice(1).map(parameterName).join(", ")}` : "",
    hasBars
      ? `bars: 95 % ${meanMethods(points.flatMap(({ score, cost }) => [score, cost]))} intervals clustered by ${
        promptsText(points.map(({ score }) => score))
      }`
      : "",
    `n: ${rangeText(points.map(({ cells }) => cells.length), "cell")} a point`,
    frontier.length > 1 ? "dashed: best for the money" : "",
    leftOut > 0 ? `left out: ${leftOut} without cost or score` : "",
  ];
}

type Axes = ReturnType<typeof axesOf>;

/** How far a bar may stretch a logarithmic axis of cost: longer ones are cut off. */
const MOST_STRETCH = 2;

function axesOf(points: readonly CostPoint[], unit: CostUnit) {
  const costs = points.map(({ cost }) => cost.value * unit.cells);
  const isLog = fittedScale(costs).log;
  const ends = points.flatMap(({ cost: { value, low, high } }) => {
    if (low === null || high === null) return [value];
    return isLog ? [Math.max(low, value / MOST_STRETCH), Math.min(high, value * MOST_STRETCH)] : [low, high];
  });
  const cost = fittedScale([...costs, ...ends.map((usd) => usd * unit.cells)], { margin: 0.05, log: isLog });
  const score = scoreScale(points.flatMap(({ score: { value, low, high } }) => [low ?? value, high ?? value]));
  const x = {
    field: "cost",
    type: "quantitative",
    title: `Mean cost per ${unit.name} (US$${cost.log ? ", logarithmic" : ""})`,
    scale: cost.spec,
    axis: { tickCount: 6 },
  };
  const y = {
    field: "score",
    type: "quantitative",
    title: "Mean score (0 to 1)",
    scale: score.spec,
    axis: { tickCount: 6 },
  };
  return { cost, score, point: { x, y } };
}

/** Where the labels stand, so that they hide neither points nor bars nor the dashed line. */
function sidesOf(rows: readonly Row[], { frontier, plot, axes, style }: {
  readonly frontier: readonly Step[];
  readonly plot: { readonly width: number; readonly height: number };
  readonly axes: Axes;
  readonly style: ChartStyle;
}): Side[] {
  const x = (cost: number) => axes.cost.share(cost) * plot.width;
  const y = (score: number) => (1 - axes.score.share(score)) * plot.height;
  const span = (costs: readonly [number, number], scores: readonly [number, number]): Box => ({
    left: Math.min(...costs.map(x)) - 1,
    right: Math.max(...costs.map(x)) + 1,
    top: Math.min(...scores.map(y)) - 1,
    bottom: Math.max(...scores.map(y)) + 1,
  });
  const bars = rows.flatMap(({ cost, score, low, high, costLow, costHigh }) => [
    ...(low === null || high === null ? [] : [span([cost, cost], [low, high])]),
    ...(costLow === null || costHigh === null ? [] : [span([costLow, costHigh], [score, score])]),
  ]);
  const steps = frontier.slice(1).flatMap(({ cost, score }, i) => [
    span([frontier[i].cost, cost], [frontier[i].score, frontier[i].score]),
    span([cost, cost], [frontier[i].score, score]),
  ]);
  const labelled = rows.map(({ cost, score, label }) => ({ x: x(cost), y: y(score), label }));
  const frame = { left: 0, top: 0, right: plot.width, bottom: plot.height };
  return placeLabels(labelled, { frame, inTheWay: [...bars, ...steps], scale: style.scale });
}

/** A corner of the dashed line. A type, not an interface, as it becomes JSON. */
type Step = { readonly cost: number; readonly score: number };

function frontierLayer(steps: readonly Step[], { theme, px }: ChartStyle): JsonArray {
  if (steps.length < 2) return [];
  return [{
    data: { values: [...steps] },
    mark: {
      type: "line",
      interpolate: "step-after",
      color: theme.ink.line,
      strokeDash: [px(4), px(4)],
      strokeWidth: px(1.25),
    },
    encoding: { x: { field: "cost", type: "quantitative" }, y: { field: "score", type: "quantitative" } },
  }];
}

function barLayers(
  rows: readonly Row[],
  { axes, look, style }: { readonly axes: Axes; readonly look: SeriesLook; readonly style: ChartStyle },
): JsonArray {
  const { x, y } = axes.point;
  const mark = { type: "rule", strokeWidth: style.px(1.5), opacity: style.barOpacity(0.35) };
  const scores = rows.filter(({ low }) => low !== null).map(({ series, cost, low, high }) => ({
    series,
    cost,
    low,
    high,
  }));
  const costs = rows.filter(({ costLow }) => costLow !== null)
    .map(({ series, score, costLow, costHigh }) => ({ series, score, costLow, costHigh }));
  const up = { x, y: { ...y, field: "low" }, y2: { field: "high" }, color: look.color };
  const along = { y, x: { ...x, field: "costLow" }, x2: { field: "costHigh" }, color: look.color };
  return [
    ...(scores.length > 0 ? [{ data: { values: scores }, mark, encoding: up }] : []),
    ...(costs.length > 0 ? [{ data: { values: costs }, mark, encoding: along }] : []),
  ];
}

function pointLayer(
  by: readonly string[],
  { axes, look, style }: { readonly axes: Axes; readonly look: SeriesLook; readonly style: ChartStyle },
): JsonObject {
  const label = by.slice(1).map(parameterName).join(", ");
  return {
    mark: { type: "point", filled: true, size: style.area(90), opacity: 1 },
    encoding: {
      ...axes.point,
      color: look.color,
      shape: look.shape,
      tooltip: [
        { field: "series", type: "nominal", title: by[0] },
        ...(label === "" ? [] : [{ field: "label", type: "nominal", title: label }]),
        { field: "cost", type: "quantitative", title: axes.point.x.title, format: ".4~g" },
        { field: "costSure", type: "nominal", title: "95 % interval" },
        { field: "score", type: "quantitative", title: axes.point.y.title, format: ".3f" },
        { field: "scoreSure", type: "nominal", title: "95 % interval " },
        { field: "frontier", type: "nominal", title: "On the frontier" },
        { field: "cells", type: "quantitative", title: "Cells" },
      ],
    },
  };
}

function sideMarksOf(gap: number): { readonly [S in Side]: JsonObject } {
  return {
    right: { align: "left", baseline: "middle", dx: gap },
    left: { align: "right", baseline: "middle", dx: -gap },
    above: { align: "center", baseline: "bottom", dy: -gap },
    below: { align: "center", baseline: "top", dy: gap },
  };
}

function labelLayers(
  sides: readonly Side[],
  { axes, style }: { readonly axes: Axes; readonly style: ChartStyle },
): JsonArray {
  const sideMarks = sideMarksOf(style.px(LABEL_GAP));
  return [...new Set(sides)].map((side) => ({
    transform: [{ filter: `datum.side === '${side}'` }],
    mark: { type: "text", fontSize: style.px(11), color: style.theme.ink.plain, ...sideMarks[side] },
    encoding: { ...axes.point, text: { field: "label", type: "nominal" } },
  }));
}
