import { UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { fittedScale, parameterName, scoreScale, varyingParameters } from "./_axes.ts";
import { type DataFrame, frameTable, groupCells } from "../frames/mod.ts";
import { type CostPoint, costPoint, type CostUnit, costUnit, frontierOf } from "./_cost_points.ts";
import { displayChart } from "./_display_chart.ts";
import { type Box, LABEL_GAP, placeLabels, type Side } from "./_place_labels.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { shortNames } from "./_short_names.ts";
import { CHART_HEIGHT, CHART_WIDTH, INK } from "./_theme.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode costQualityChart}. */
export interface CostQualityChartOptions extends ChartOptions {
  /**
   * The columns that make a point. The first one gives the colour, the others the label. Unless given: `endpoint` and
   * every parameter that varies.
   */
  readonly by?: string | readonly string[];
}

/** What padding and axis take of the chart's width, about. */
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
  const { width = CHART_WIDTH, title = "Cost against quality" } = options;
  const look = seriesLook([...new Set(points.map(({ series }) => series))], width - WIDTH_AROUND);
  const height = options.height ?? CHART_HEIGHT + look.extraHeight;
  const frontier = frontierOf(points);
  const signs = signsOf(by, { points, frontier, leftOut: groups.length - known.length });
  const subtitle = [...names.common, ...signs];
  const axes = axesOf(points, unit);
  const plot = { width: width - WIDTH_AROUND, height: height - heightAround(subtitle, look) };
  const sides = points.length > MOST_LABELS ? [] : sidesOf(points, { frontier, plot, axes });
  return displayChart({
    title: { text: title, subtitle },
    width,
    height,
    autosize: { type: "fit", contains: "padding" },
    data: { values: points.map((point, i) => ({ ...point, side: sides[i] ?? null })) },
    layer: [
      ...frontierLayer(frontier),
      { mark: { type: "rule", strokeWidth: 1.5, opacity: 0.3 }, encoding: { ...axes.bar, color: look.color } },
      pointLayer(by, { axes, look }),
      ...labelLayers(axes, sides),
    ],
  });
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
function sidesOf(points: readonly CostPoint[], { frontier, plot, axes }: {
  readonly frontier: readonly CostPoint[];
  readonly plot: { readonly width: number; readonly height: number };
  readonly axes: Axes;
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
  return placeLabels(labelled, { left: 0, top: 0, right: plot.width, bottom: plot.height }, [...bars, ...steps]);
}

function frontierLayer(frontier: readonly CostPoint[]): JsonArray {
  if (frontier.length < 2) return [];
  return [{
    data: { values: frontier.map(({ cost, score }) => ({ cost, score })) },
    mark: { type: "line", interpolate: "step-after", color: INK.line, strokeDash: [4, 4], strokeWidth: 1.25 },
    encoding: { x: { field: "cost", type: "quantitative" }, y: { field: "score", type: "quantitative" } },
  }];
}

function pointLayer(
  by: readonly string[],
  { axes, look }: { readonly axes: Axes; readonly look: SeriesLook },
): JsonObject {
  const label = by.slice(1).map(parameterName).join(", ");
  return {
    mark: { type: "point", filled: true, size: 90, opacity: 1 },
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

const SIDE_MARKS: { readonly [S in Side]: JsonObject } = {
  right: { align: "left", baseline: "middle", dx: LABEL_GAP },
  left: { align: "right", baseline: "middle", dx: -LABEL_GAP },
  above: { align: "center", baseline: "bottom", dy: -LABEL_GAP },
  below: { align: "center", baseline: "top", dy: LABEL_GAP },
};

function labelLayers(axes: Axes, sides: readonly Side[]): JsonArray {
  return [...new Set(sides)].map((side) => ({
    transform: [{ filter: `datum.side === '${side}'` }],
    mark: { type: "text", fontSize: 11, color: INK.plain, ...SIDE_MARKS[side] },
    encoding: { ...axes.point, text: { field: "label", type: "nominal" } },
  }));
}
