import { formatCount, formatShare, shortNames, UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { wilsonInterval } from "../../statistics/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { ANSWERED, failureFigures, type FailureRow } from "./_failure_rows.ts";
import { inkOn, pale } from "./_inks.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import { rowPanels } from "./_row_panels.ts";
import { heightAround, seriesLook } from "./_series.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { textWidth } from "./_text_width.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode failureChart}. */
export interface FailureChartOptions extends ChartOptions {
  /** The column that makes a bar; `endpoint` unless given. */
  readonly by?: string;
}

/** A part of a bar. */
interface Segment {
  readonly outcome: string;
  readonly color: string;
}

/** More kinds of errors than this are summed up. */
const MOST_KINDS = 5;
const OTHER = "other errors";

/** What the titles of the texts at the right take of a page's height. */
const COLUMN_TITLES = 13;

/** How much of the background the colours of {@linkcode ANSWERED} have. */
const PALENESS = [0, 0.4, 0.65, 0.82] as const;

/**
 * How calls fail and what trying again mends: the share of cells that were answered at once, that took one, two or more
 * retries, and that failed in the end, by the kind of error. One bar per endpoint.
 *
 * At the right stand the share of cells that were answered, with its 95 % Wilson interval, how many cells have ended, and
 * how many tries brought no answer, out of all. Cells that have not ended are left out and counted below the title.
 *
 * @throws {UserError} when no cell has ended, or the frame lacks a column.
 *
 * @example What does it cost to be refused?
 * ```ts ignore
 * await Deno.jupyter.display(failureChart(await loadRun("runs/choose")));
 * ```
 */
export function failureChart(frame: DataFrame, options: FailureChartOptions = {}): ChartSpec {
  const { by = "endpoint", title = "What failed, and what retries mended" } = options;
  const { rows, open } = failureFigures(frameTable(frame), by);
  if (rows.length === 0) throw new UserError("Cannot draw failures as no cell has ended");
  const style = chartStyle(options);
  const names = shortNames(rows.map(({ name }) => name));
  const segments = segmentsOf(rows, style);
  const subtitle = [...names.common, ...wrappedNotes(notesOf(rows, open), style)];
  const padding = style.px(16);
  const look = seriesLook(segments.map(({ outcome }) => outcome), { width: style.width - padding, style });
  const panels = rowPanels(rows.map(({ name }) => names.short(name)), {
    style,
    columns: columnsOf(rows),
    around: heightAround({ subtitle, look, style }) + style.px(COLUMN_TITLES),
  });
  const parts = partsOf(rows, segments).map((part) => ({ ...part, name: names.short(part.name) }));
  const color: JsonObject = {
    ...look.color,
    scale: { domain: segments.map(({ outcome }) => outcome), range: segments.map(({ color }) => color) },
  };
  const bars = { y: panels.y, width: panels.width, height: panels.height };
  return displayChart({
    description: descriptionOf(rows),
    title: { text: title, subtitle, frame: "bounds" },
    hconcat: [
      {
        ...{ width: panels.width, height: panels.height, data: { values: parts } },
        layer: layersOf(bars, { by, color, style, parts }),
      },
      ...panels.columns,
    ],
    spacing: panels.spacing,
  }, style);
}

/** The outcomes that occur, the best first, then errors by how often they ended a cell. */
function segmentsOf(rows: readonly FailureRow[], { theme }: ChartStyle): Segment[] {
  const totals = new Map<string, number>();
  for (const { outcomes } of rows) {
    for (const [outcome, cells] of outcomes) totals.set(outcome, (totals.get(outcome) ?? 0) + cells);
  }
  const [blue, vermilion, green, purple, brown, sky, last] = theme.series;
  const answered = ANSWERED.map((outcome, i) => ({ outcome, color: pale(blue, theme, PALENESS[i]) }))
    .filter(({ outcome }) => totals.has(outcome));
  const kinds = [...totals.keys()].filter((outcome) => !(ANSWERED as readonly string[]).includes(outcome))
    .sort((a, b) => totals.get(b)! - totals.get(a)! || (a < b ? -1 : 1));
  const shown = kinds.length > MOST_KINDS ? [...kinds.slice(0, MOST_KINDS - 1), OTHER] : kinds;
  const colors = [vermilion, brown, purple, last, green, sky];
  return [...answered, ...shown.map((outcome, i) => ({ outcome, color: colors[i] }))];
}

/** The parts of all bars with where they begin and end, as shares of the bar. */
function partsOf(rows: readonly FailureRow[], segments: readonly Segment[]) {
  return rows.flatMap(({ name, cells, outcomes }) => {
    let until = 0;
    return segments.flatMap(({ outcome, color }) => {
      const count = outcome === OTHER
        ? [...outcomes].filter(([kind]) => !segments.some((segment) => segment.outcome === kind))
          .reduce((sum, [, n]) => sum + n, 0)
        : outcomes.get(outcome) ?? 0;
      if (count === 0) return [];
      const from = until / cells;
      until += count;
      return [{
        name,
        series: outcome,
        count,
        cells,
        share: count / cells,
        from,
        to: until / cells,
        ink: inkOn(color),
      }];
    });
  });
}

function layersOf(
  { y, width, height }: { readonly y: JsonObject; readonly width: number; readonly height: number },
  { by, color, style, parts }: {
    readonly by: string;
    readonly color: JsonObject;
    readonly style: ChartStyle;
    readonly parts: ReturnType<typeof partsOf>;
  },
): JsonArray {
  const x = {
    field: "from",
    type: "quantitative",
    title: "Share of cells (%)",
    scale: { domain: [0, 1], nice: false },
    axis: { format: ".0%", values: width < style.px(220) ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1] },
  };
  const tooltip: JsonArray = [
    { field: "name", type: "nominal", title: by },
    { field: "series", type: "nominal", title: "Outcome" },
    { field: "share", type: "quantitative", title: "Share of cells", format: ".1%" },
    { field: "count", type: "quantitative", title: "Cells with it" },
    { field: "cells", type: "quantitative", title: "Cells" },
  ];
  const fontSize = style.px(11);
  const labels = parts.flatMap(({ name, share, from, to, ink }) => {
    const text = formatShare(share);
    const fits = share * width > textWidth(text, fontSize) + style.px(8);
    return fits ? [{ name, text, ink, middle: (from + to) / 2 }] : [];
  });
  const barHeight = Math.min(style.px(44), Math.floor(height / new Set(parts.map(({ name }) => name)).size * 0.7));
  return [
    {
      mark: { type: "bar", height: barHeight, stroke: style.theme.background, strokeWidth: style.px(1) },
      encoding: { y, x, x2: { field: "to" }, color, tooltip },
    },
    ...[...new Set(labels.map(({ ink }) => ink))].map((ink) => ({
      data: { values: labels.filter((label) => label.ink === ink) },
      mark: { type: "text", fontSize, align: "center", color: ink },
      encoding: {
        y,
        x: { field: "middle", type: "quantitative" },
        text: { field: "text", type: "nominal" },
      },
    })),
  ];
}

function columnsOf(rows: readonly FailureRow[]) {
  return [
    { title: "Answered (95 %)", texts: rows.map(answeredText) },
    { title: "Cells", texts: rows.map(({ cells }) => cells.toLocaleString("en-US")) },
    {
      title: "Tries lost",
      texts: rows.map(({ tries, triesLost }) =>
        `${triesLost.toLocaleString("en-US")} of ${tries.toLocaleString("en-US")}`
      ),
    },
  ];
}

function answeredText({ answered, cells }: FailureRow): string {
  const percent = (share: number) => (share * 100).toFixed(share > 0.99 && share < 1 ? 1 : 0);
  const interval = wilsonInterval(answered, cells);
  const range = interval === null || interval.low === null || interval.high === null
    ? ""
    : ` (${percent(interval.low)}–${percent(interval.high)})`;
  return formatShare(answered / cells) + range;
}

function notesOf(rows: readonly FailureRow[], open: number): string[] {
  const failed = total(rows, "cells") - total(rows, "answered");
  return [
    failed === 0
      ? "No cell failed"
      : `${formatCount(failed, "cell")} of ${total(rows, "cells").toLocaleString("en-US")} failed`,
    `${formatCount(total(rows, "triesLost"), "try", "tries")} lost`,
    open > 0 ? `left out: ${formatCount(open, "cell")} that ${open === 1 ? "has" : "have"} not ended` : "",
    "answered: 95 % Wilson interval",
  ];
}

function descriptionOf(rows: readonly FailureRow[]): string {
  const shares = rows.map(({ name, answered, cells }) => `${name} ${formatShare(answered / cells)} of ${cells}`);
  return `Share of cells that were answered: ${listed(shares)}.`;
}

function total(rows: readonly FailureRow[], field: "cells" | "answered" | "tries" | "triesLost"): number {
  return rows.reduce((sum, row) => sum + row[field], 0);
}
