import type { JsonObject } from "../../spec/mod.ts";
import { parameterName } from "./_axes.ts";
import type { ChartStyle } from "./_style.ts";
import { textWidth } from "./_text_width.ts";

/** A second sign beside the colour. */
const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right"] as const;

/** On a page, in pixels. */
const LEGEND_FONT_SIZE = 12;
const LEGEND_ROW_HEIGHT = 16;
/** Of a legend's symbol with the gaps around it. */
const LEGEND_SYMBOL_WIDTH = 42;

/** Between a legend's title and its symbols. */
const LEGEND_TITLE_PADDING = 12;

/** How the series of a chart are told apart. */
export interface SeriesLook {
  readonly color: JsonObject;
  readonly shape: JsonObject;
  /** What rows of the legend behind the first one take, in pixels. */
  readonly extraHeight: number;
}

/**
 * Colours, shapes and the legend of series, whose names stand in the field `series`. The legend takes as many rows as
 * `width` asks for, in pixels. The values of a parameter say nothing by themselves: where `by` is the column of one, its
 * name stands before them.
 */
export function seriesLook(
  names: readonly string[],
  { width, style, by }: { readonly width: number; readonly style: ChartStyle; readonly by?: string },
): SeriesLook {
  const fontSize = style.px(LEGEND_FONT_SIZE);
  const widest = Math.max(...names.map((name) => textWidth(name, fontSize)));
  const title = by?.startsWith("param_") ? parameterName(by) : null;
  const titleWidth = title === null ? 0 : textWidth(title, fontSize) + style.px(LEGEND_TITLE_PADDING);
  const columns = Math.max(
    1,
    Math.min(names.length, Math.floor((width - titleWidth) / (widest + style.px(LEGEND_SYMBOL_WIDTH)))),
  );
  const legend = {
    title,
    ...(title === null ? {} : {
      titleOrient: "left",
      titleFontSize: fontSize,
      titleFontWeight: 500,
      titleColor: style.theme.ink.strong,
      titlePadding: style.px(LEGEND_TITLE_PADDING),
    }),
    orient: "top",
    columns,
    labelFontSize: fontSize,
    labelLimit: width,
    symbolOpacity: 1,
    symbolStrokeWidth: 0,
  };
  const all = style.theme.series;
  const colors = names.map((_, i) => all[i % all.length]);
  // The second round of colours takes the shapes one further, so that no pair comes twice before the 50th series.
  const shapes = names.map((_, i) => SHAPES[(i + Math.floor(i / all.length)) % SHAPES.length]);
  return {
    color: { field: "series", type: "nominal", scale: { domain: [...names], range: colors }, legend },
    shape: { field: "series", type: "nominal", scale: { domain: [...names], range: shapes }, legend },
    extraHeight: (Math.ceil(names.length / columns) - 1) * style.px(LEGEND_ROW_HEIGHT),
  };
}

/** What title, legend and axis take of a chart's height, about, in pixels. */
export function heightAround(
  { subtitle, look, style }: {
    readonly subtitle: readonly string[];
    readonly look: SeriesLook;
    readonly style: ChartStyle;
  },
): number {
  return style.px(102 + 14 * subtitle.length) + look.extraHeight;
}
