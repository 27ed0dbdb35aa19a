import type { JsonObject } from "../../spec/mod.ts";
import { textWidth } from "./_text_width.ts";

/** Okabe and Ito's colours, which people who see few colours tell apart too; without yellow, which is faint on white. */
const COLORS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"] as const;

/** A second sign beside the colour. */
const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"] as const;

const LEGEND_FONT_SIZE = 12;
const LEGEND_ROW_HEIGHT = 16;
/** Of a legend's symbol with the gaps around it. */
const LEGEND_SYMBOL_WIDTH = 42;

/** How the series of a chart are told apart. */
export interface SeriesLook {
  readonly color: JsonObject;
  readonly shape: JsonObject;
  /** What rows of the legend behind the first one take, in pixels. */
  readonly extraHeight: number;
}

/**
 * Colours, shapes and the legend of series, whose names stand in the field `series`. The legend takes as many rows as
 * `width` asks for.
 */
export function seriesLook(names: readonly string[], width: number): SeriesLook {
  const widest = Math.max(...names.map((name) => textWidth(name, LEGEND_FONT_SIZE)));
  const columns = Math.max(1, Math.min(names.length, Math.floor(width / (widest + LEGEND_SYMBOL_WIDTH))));
  const legend = {
    title: null,
    orient: "top",
    columns,
    labelFontSize: LEGEND_FONT_SIZE,
    labelLimit: width,
    symbolOpacity: 1,
    symbolStrokeWidth: 0,
  };
  const colors = names.map((_, i) => COLORS[i % COLORS.length]);
  // The second round of colours takes the shapes one further, so that no pair comes twice before the 50th series.
  const shapes = names.map((_, i) => SHAPES[(i + Math.floor(i / COLORS.length)) % SHAPES.length]);
  return {
    color: { field: "series", type: "nominal", scale: { domain: [...names], range: colors }, legend },
    shape: { field: "series", type: "nominal", scale: { domain: [...names], range: shapes }, legend },
    extraHeight: (Math.ceil(names.length / columns) - 1) * LEGEND_ROW_HEIGHT,
  };
}

/** What title, legend and axis take of a chart's height, about. */
export function heightAround(subtitle: readonly string[], look: SeriesLook): number {
  return 102 + 14 * subtitle.length + look.extraHeight;
}
