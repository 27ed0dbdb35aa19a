import { nearestName, UserError } from "../../base/mod.ts";
import type { JsonObject } from "../../spec/mod.ts";
import type { ChartOptions } from "./chart_spec.ts";
import { type Theme, THEMES } from "./_theme.ts";

/** The width and height of a chart, and how much larger than on a page everything in it is. */
const SIZES = {
  page: { width: 600, height: 360, scale: 1 },
  // The smallest text of a page has 11 pixels, which this makes 18.
  slide: { width: 1280, height: 720, scale: 1.65 },
} as const;

/** How a chart looks: its inks and its measures. All parts of a chart take them from here. */
export interface ChartStyle {
  readonly theme: Theme;
  /** Of the whole chart in pixels. */
  readonly width: number;
  /** Of the whole chart in pixels, without what it has in excess. */
  readonly height: number;
  /** The height that was asked for; `null` unless one was. */
  readonly givenHeight: number | null;
  /** How much larger than on a page everything is. */
  readonly scale: number;
  /** A length on a page, in pixels of this chart. */
  px(length: number): number;
  /** The area of a symbol on a page, in square pixels of this chart. */
  area(area: number): number;
  /** The opacity of an interval's bar: the one that white asks for, or more. */
  barOpacity(onWhite: number): number;
  /** The height of the whole chart in pixels: a page grows by what a chart has in excess unless a height was asked for. */
  heightWith(excess: number): number;
}

/**
 * The style that the options of a chart ask for.
 * @throws {UserError} when they ask for what there is not: a notebook's cell is not checked for types.
 */
export function chartStyle({ theme = "light", size = "page", width, height }: ChartOptions): ChartStyle {
  const { scale, ...whole } = named(SIZES, size, "size");
  for (const [name, pixels] of Object.entries({ width, height })) {
    if (pixels === undefined || (Number.isFinite(pixels) && pixels > 0)) continue;
    throw new UserError(
      `Cannot draw the chart as ${name} must be a number of pixels: current value is ${inText(pixels)}`,
    );
  }
  const inks = named(THEMES, theme, "theme");
  return {
    theme: inks,
    width: width ?? whole.width,
    height: height ?? whole.height,
    givenHeight: height ?? null,
    scale,
    px: (length) => rounded(length * scale),
    area: (area) => rounded(area * scale ** 2),
    barOpacity: (onWhite) => Math.max(onWhite, inks.leastBarOpacity),
    heightWith: (excess) => height ?? whole.height + (size === "page" ? excess : 0),
  };
}

function named<Known extends object>(known: Known, name: keyof Known & string, option: string): Known[keyof Known] {
  if (Object.hasOwn(known, name)) return known[name];
  const names = Object.keys(known);
  const nearest = nearestName(String(name), names);
  throw new UserError(
    `Cannot draw the chart as ${option} must be ${names.map(inText).join(" or ")}: current value is ${inText(name)}` +
      (nearest === null ? "" : `; did you mean "${nearest}"?`),
  );
}

function inText(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value) ?? String(value);
}

function rounded(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}

/** The looks of all charts, as Vega-Lite wants them. */
export function chartConfig({ theme: { background, ink }, px, area }: ChartStyle): JsonObject {
  return {
    background,
    font: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
    padding: px(8),
    view: { stroke: null },
    title: {
      anchor: "start",
      frame: "group",
      fontSize: px(15),
      fontWeight: 600,
      color: ink.strong,
      subtitleFontSize: px(11.5),
      subtitleColor: ink.faint,
      subtitlePadding: px(5),
      offset: px(12),
    },
    axis: {
      labelFontSize: px(11),
      labelColor: ink.plain,
      titleFontSize: px(12),
      titleFontWeight: 500,
      titleColor: ink.strong,
      titlePadding: px(8),
      gridColor: ink.grid,
      domainColor: ink.line,
      tickColor: ink.line,
      tickSize: px(4),
    },
    legend: {
      labelColor: ink.strong,
      symbolSize: area(80),
      columnPadding: px(30),
      rowPadding: px(2),
      offset: px(4),
    },
  };
}
