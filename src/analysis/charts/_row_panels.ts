import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import type { ChartStyle } from "./_style.ts";
import { shortRowNames } from "./_short_row_names.ts";
import { FONT_SLACK, textWidth } from "./_text_width.ts";

/** A column of texts beside a chart whose rows have names. */
export interface TextColumn {
  readonly title: string;
  /** One a row, in the order of the rows. */
  readonly texts: readonly string[];
}

/** The measures of a chart with one row a name, on the page that its style asks for. */
export interface RowPanels {
  /** Of the panel in the middle, in pixels. */
  readonly width: number;
  readonly height: number;
  /** The axis of the names. */
  readonly y: JsonObject;
  /** The texts at the right, each a view of its own. */
  readonly columns: JsonArray;
  /** Between the views. */
  readonly spacing: number;
}

const FONT_SIZE = 11;
const GAP = 14;
/** Of the whole chart, for the names. */
const MOST_FOR_NAMES = 0.36;
/** Of the whole width, what padding and the tick of an axis take, on a page. */
const PADDING = 26;
/** What a row takes at least, on a page. */
const ROW_HEIGHT = 26;

/**
 * A chart with one row a name: names at the left, texts at the right, and the panel in the middle that they leave room
 * for. Without a height that was asked for, a page is as high as its rows need, and a slide is never lower than a slide.
 */
export function rowPanels(names: readonly string[], { style, columns, around, least = 0 }: {
  readonly style: ChartStyle;
  readonly columns: readonly TextColumn[];
  /** What title, legend and axis take of the height, in pixels. */
  readonly around: number;
  /** What the panel in the middle is high at least, in pixels. */
  readonly least?: number;
}): RowPanels {
  const fontSize = style.px(FONT_SIZE);
  const spacing = style.px(GAP);
  const short = shortRowNames(names, { most: style.width * MOST_FOR_NAMES, fontSize });
  const namesWidth = Math.max(...short.map((name) => textWidth(name, fontSize)));
  const widths = columns.map(({ title, texts }) =>
    Math.ceil(Math.max(...[title, ...texts].map((text) => textWidth(text, fontSize))))
  );
  const taken = widths.reduce((sum, width) => sum + width + spacing, 0) + namesWidth + style.px(PADDING);
  const needed = Math.max(names.length * style.px(ROW_HEIGHT), least);
  const isSlide = style.scale > 1;
  const height = style.givenHeight !== null || isSlide
    ? Math.max(style.height - around, style.givenHeight !== null ? 40 : needed)
    : needed;
  const y = {
    field: "name",
    type: "nominal",
    scale: { type: "band", domain: [...names], paddingInner: 0.3, paddingOuter: 0.15 },
  };
  return {
    width: Math.max(80, Math.floor(style.width - taken)),
    height: Math.round(height),
    y: {
      ...y,
      title: null,
      axis: {
        ...shownAs(names, short),
        labelLimit: Math.ceil(FONT_SLACK * namesWidth + style.px(2)),
        domain: false,
        ticks: false,
        labelPadding: style.px(6),
      },
    },
    columns: columns.map(({ title, texts }, i) => ({
      title: {
        text: title,
        fontSize,
        fontWeight: 500,
        anchor: "end",
        frame: "group",
        offset: style.px(6),
      },
      width: widths[i],
      height: Math.round(height),
      data: { values: names.map((name, row) => ({ name, text: texts[row] })) },
      mark: { type: "text", align: "right", fontSize, color: style.theme.ink.plain },
      encoding: { y: { ...y, axis: null }, x: { value: widths[i] }, text: { field: "text", type: "nominal" } },
    })),
    spacing,
  };
}

/** Rows keep their names, under which a tooltip has them; only what stands at the axis is shorter. */
function shownAs(names: readonly string[], short: readonly string[]): JsonObject {
  if (names.every((name, i) => short[i] === name)) return {};
  return {
    labelExpr: `(${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, short[i]])))})[datum.value]`,
  };
}
