import { UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { fittedScale, parameterName, scoreScale, varyingParameters } from "./_axes.ts";
import { type DataFrame, frameTable, groupCells } from "../frames/mod.ts";
import { type CostPoint, costPoint, type CostUnit, costUnit, frontierOf } from "./_cost_points.ts";
import { figureText, listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { type Box, LABEL_GAP, placeLabels, type Side } from "./_place_labels.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { shortNames } from "./_short_names.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
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
 * Bars show the 95 % confidence interval of the mean score, clustered by prompt. The axis of cost is logarithmic when
 * costs differ by a factor of ten or more, and counts per 1,000 or per million cells when they are small.
 *
 * @throws {UserError} when no group has both a known cost and a score.
 */
export function costQualityChart(frame: DataFrame, options: CostQualityChartOptions = {}): ChartSpec {
  const table = frameTable(frame);
  const by = [options.by ?? ["endpoint", ...varyingParameters(table)]].flat();
  const groups = groupCells(table, by);
  const names = shortNames([...new Set(groups.map(({ values }) => String(values[0])))]);
  const known = groups.flatMap((group) => costPoint(table, group, names));
  if (known.length === 0) {
    throw new UserError("Cannot draw cost against quality as no cells have both a cost and a score");
  }
  const unit = costUnit(Math.max(...known.map(({ cost }) => cost)));
  const points = known.map((point) => ({ ...point, cost: point.cost * unit.cells }));
  const style = chartStyle(options);
  const plotWidth = style.width - style.px(WIDTH_AROUND);
  const look = seriesLook([...new Set(points.map(({ series }) => series))], { width: plotWidth, style });
  const height = style.heightWith(look.extraHeight);
  const frontier = frontierOf(points);
  const signs = signsOf(by, { points, frontier, leftOut: groups.length - known.length });
  const subtitle = [...names.common, ...signs];
  const axes = axesOf(points, unit);
  const plot = { width: plotWidth, height: height - heightAround({ subtitle, look, style }) };
  const sides = points.length > MOST_LABELS ? [] : sidesOf(points, { frontier, plot, axes, style });
  return displayChart({
    description: described(frontier, unit),
    title: { text: options.title ?? "Cost against quality", subtitle },
    width: style.width,
    height,
    autosize: { type: "fit", contains: "padding" },
    data: { values: points.map((point, i) => ({ ...point, side: sides[i] ?? null })) },
    layer: [
      ...frontierLayer(frontier, style),
      {
        mark: { type: "rule", strokeWidth: style.px(1.5), opacity: 0.3 },
        encoding: { ...axes.bar, color: look.color },
      },
      pointLayer(by, { axes, look, style }),
      ...labelLayers(sides, { axes, style }),
    ],
  }, style);
}

function described(frontier: readonly CostPoint[], unit: CostUnit): string {
  const best = frontier.map(({ series, label, cost, score }) =>
    `${label === "" ? series : `${series} ${label}`} (score ${score.toFixed(2)} for US$ ${figureText(cost)})`
  );
  return `Mean score against mean cost per ${unit.name}. Best for the money: ${listed(best)}.`;
}

/** The lines that explain the signs of the chart. */
function signsOf(by: readonly string[], { points, frontier, leftOut }: {
  readonly points: readonly CostPoint[];
  readonly frontier: readonly CostPoint[];
  readonly leftOut: number;
}): string[] {
  const signs = [
    by.length > 1 ? `label: ${by.slice(1).map(parameterName).join(", ")}` : "",
    points.some(({ low }) => low !== null) ? "bar: 95 % interval" : "",
    frontier.length > 1 ? "dashed: best for the money" : "",
    leftOut > 0 ? `left out: ${leftOut} without cost or score` : "",
  ].filter((sign) => sign !== "").join(" · ");
  return signs === "" ? [] : [signs.slice(0, 1).toUpperCase() + signs.slice(1)];
}

type Axes = ReturnType<typeof axesOf>;

function axesOf(points: readonly CostPoint[], unit: CostUnit) {
  const cost = fittedScale(points.map((point) => point.cost), 0.1);
  const score = scoreScale(points.flatMap((point) => [point.low ?? point.score, point.high ?? point.score]));
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
  return { cost, score, point: { x, y }, bar: { x, y: { ...y, field: "low" }, y2: { field: "high" } } };
}

/** Where the labels stand, so that they hide neither points nor bars nor the dashed line. */
function sidesOf(points: readonly CostPoint[], { frontier, plot, axes, style }: {
  readonly frontier: readonly CostPoint[];
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
  const bars = points.flatMap(({ cost, low, high }) =>
    low === null || high === null ? [] : [span([cost, cost], [low, high])]
  );
  const steps = frontier.slice(1).flatMap(({ cost, score }, i) => [
    span([frontier[i].cost, cost], [frontier[i].score, frontier[i].score]),
    span([cost, cost], [frontier[i].score, score]),
  ]);
  const labelled = points.map(({ cost, score, label }) => ({ x: x(cost), y: y(score), label }));
  const frame = { left: 0, top: 0, right: plot.width, bottom: plot.height };
  return placeLabels(labelled, { frame, inTheWay: [...bars, ...steps], scale: style.scale });
}

function frontierLayer(frontier: readonly CostPoint[], { theme, px }: ChartStyle): JsonArray {
  if (frontier.length < 2) return [];
  return [{
    data: { values: frontier.map(({ cost, score }) => ({ cost, score })) },
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
        { field: "score", type: "quantitative", title: axes.point.y.title, format: ".3f" },
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
