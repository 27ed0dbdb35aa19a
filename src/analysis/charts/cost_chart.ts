import { type Decimal, formatCount, formatShare, formatUsd, shortNames, UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { type CostBar, type CostFigures, costFigures, dearestSeries, withOthers } from "./_cost_bars.ts";
import { listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import { type Periods, periodsOf } from "./_periods.ts";
import { rowPanels } from "./_row_panels.ts";
import { heightAround, type SeriesLook, seriesLook } from "./_series.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { textWidth } from "./_text_width.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode costChart}. */
export interface CostChartOptions extends ChartOptions {
  /** The column whose values are told apart by colour: `model` unless given, or `provider`, `endpoint` and so on. */
  readonly by?: string;
  /** What a bar is for; `day` unless given. Where there would be more than 60 bars, it is the next longer time. */
  readonly per?: "hour" | "day" | "month" | "run";
}

/** As many as there are colours: more series are summed up. Where each has a row of its own, there may be more. */
const MOST_SERIES = 7;
const MOST_ROWS = 20;

/** What tries that brought no answer are drawn with. */
const PALE = 0.4;

const PER = { hour: "Hour (UTC)", day: "Day (UTC)", month: "Month (UTC)", run: "Run" } as const;

/**
 * What calls have cost, by model and day: stacked bars with their totals. All tries count, those without an answer too,
 * which are paler. Sums are exact.
 *
 * Replayed tries have the cost of their recording, and the subtitle says how much that is, as it was not paid again. It
 * also says how many tries have a cost that nobody knows, which is in no bar. When all calls fall into one period, there is one bar for each
 * model instead, the dearest first.
 *
 * @throws {UserError} when no try has a known cost, or the frame lacks a column.
 *
 * @example What did each provider cost this week?
 * ```ts ignore
 * await Deno.jupyter.display(costChart(await loadRuns("runs/*"), { by: "provider", per: "day" }));
 * ```
 */
export function costChart(frame: DataFrame, options: CostChartOptions = {}): ChartSpec {
  const { by = "model", per = "day", title = "What calls have cost" } = options;
  const table = frameTable(frame);
  const periods = periodsOf(table, per);
  const figures = costFigures(table, { by, periodOf: periods.of });
  if (figures.bars.length === 0) throw new UserError("Cannot draw costs as no call has a known cost");
  const style = chartStyle(options);
  const isSingle = new Set(figures.bars.map(({ period }) => period)).size === 1;
  const { names, others } = dearestSeries(figures.bars, isSingle ? MOST_ROWS : MOST_SERIES);
  const short = shortNames(names);
  const other = `${others} others`;
  const series = [...names, ...(others > 0 ? [other] : [])].map((name) => short.short(name));
  const bars = withOthers(figures.bars, names, other).map((bar) => ({ ...bar, series: short.short(bar.series) }));
  const subtitle = [...short.common, ...wrappedNotes(notesOf(figures, periods, isSingle), style)];
  const chart = { bars, series, periods, by, style, subtitle, look: lookOf(series, { style, others: others > 0 }) };
  return displayChart({
    description: `Cost of all calls: US$${figures.total} by ${by}: ${listed(series)}.`,
    title: { text: title, subtitle, frame: "bounds" },
    ...(isSingle ? seriesBars(chart) : periodBars(chart)),
  }, style);
}

interface CostChartParts {
  readonly bars: readonly CostBar[];
  readonly series: readonly string[];
  readonly periods: Periods;
  readonly by: string;
  readonly style: ChartStyle;
  readonly subtitle: readonly string[];
  readonly look: SeriesLook;
}

/** Colours and legend; what is summed up is grey. */
function lookOf(
  series: readonly string[],
  { style, others }: { readonly style: ChartStyle; readonly others: boolean },
): SeriesLook {
  const look = seriesLook(series, { width: style.width - style.px(80), style });
  if (!others) return look;
  const range = [...style.theme.series.slice(0, series.length - 1), style.theme.ink.line];
  return { ...look, color: { ...look.color, scale: { domain: [...series], range } } };
}

function notesOf({ total, lost, replayed, unknown }: CostFigures, periods: Periods, isSingle: boolean): string[] {
  const isZero = (cost: Decimal) => cost.toNumber() === 0;
  return [
    `${money(total)} in all`,
    isSingle && periods.unit !== "run" ? periods.label(periods.keys[0]) : "",
    isZero(lost) ? "" : `pale: ${money(lost)} for tries without an answer`,
    isZero(replayed)
      ? ""
      : replayed.compare(total) === 0
      ? "replayed, so none of it was paid again"
      : `${money(replayed)} of it replayed, so not paid again`,
    unknown > 0 ? `not in it: ${formatCount(unknown, "try", "tries")} of unknown cost` : "",
    periods.leftOut > 0 ? `left out: the ${formatCount(periods.leftOut, `earliest ${periods.unit}`)}` : "",
  ];
}

function money(cost: Decimal): string {
  return `US$${formatUsd(cost.toString())}`;
}

/** The parts of stacked bars, from zero on; `at` says which bar a part belongs to. */
function stacked(bars: readonly CostBar[], series: readonly string[], at: (bar: CostBar) => string) {
  const until = new Map<string, number>();
  const ordered = bars.toSorted((a, b) => series.indexOf(a.series) - series.indexOf(b.series));
  return ordered.flatMap((bar) =>
    (["answered", "lost"] as const).flatMap((part) => {
      const usd = bar[part].toNumber();
      if (usd === 0) return [];
      const from = until.get(at(bar)) ?? 0;
      until.set(at(bar), from + usd);
      return [{ at: at(bar), series: bar.series, part, usd, from, to: from + usd, tries: bar.tries }];
    })
  );
}

type Part = ReturnType<typeof stacked>[number];

const COST_AXIS = { tickCount: 5, format: ",.4~r" } as const;

/** Bars side by side, one a period. */
function periodBars({ bars, series, periods, by, style, subtitle, look }: CostChartParts): Parts {
  const parts = stacked(bars.filter(({ period }) => periods.keys.includes(period)), series, ({ period }) => period);
  const totals = periods.keys.flatMap((at) => {
    const own = bars.filter(({ period }) => period === at);
    if (own.length === 0) return [];
    const total = own.map(({ answered, lost }) => answered.plus(lost)).reduce((sum, cost) => sum.plus(cost));
    return [{ at, to: total.toNumber(), text: shortUsd(total.toNumber()) }];
  });
  const most = Math.max(...totals.map(({ to }) => to), 1e-12);
  const fontSize = style.px(10.5);
  const width = style.width - style.px(46) - textWidth(formatUsd(Number(most.toPrecision(2))), style.px(11));
  const labelsWidth = Math.max(...totals.map(({ text }) => textWidth(text, fontSize)));
  const isUpright = labelsWidth + style.px(4) > width / periods.keys.length;
  const height = style.height + (style.givenHeight === null ? look.extraHeight : 0) -
    heightAround({ subtitle, look, style }) - (hasLongLabels(periods) ? slantedHeight(periods, style) : 0);
  const headroom = isUpright ? labelsWidth + style.px(8) : style.px(18);
  const x = {
    field: "at",
    type: "ordinal",
    title: PER[periods.unit],
    scale: { domain: [...periods.keys], paddingInner: 0.25, paddingOuter: 0.15 },
    axis: {
      labelExpr: `(${
        JSON.stringify(Object.fromEntries(periods.keys.map((key) => [key, periods.label(key)])))
      })[datum.value]`,
      labelAngle: hasLongLabels(periods) ? -45 : 0,
      labelOverlap: true,
      grid: false,
    },
  };
  const y = {
    field: "from",
    type: "quantitative",
    title: "Cost of calls (US$)",
    scale: { domain: [0, most * height / Math.max(height - headroom, height / 2)], nice: false },
    axis: COST_AXIS,
  };
  return {
    width: Math.floor(width),
    height: Math.floor(height),
    layer: [
      ...barLayers(parts, { x, y, y2: { field: "to" }, color: look.color, tooltip: tooltipOf(by, periods) }),
      {
        data: { values: totals },
        mark: {
          type: "text",
          fontSize,
          color: style.theme.ink.plain,
          ...(isUpright
            ? { angle: 270, align: "left", baseline: "middle", dx: style.px(4) }
            : { baseline: "bottom", dy: -style.px(3) }),
        },
        encoding: { x, y: { ...y, field: "to" }, text: { field: "text", type: "nominal" } },
      },
    ],
  };
}

type Parts = { readonly [key: string]: JsonObject | JsonArray | number };

function hasLongLabels({ unit, keys }: Periods): boolean {
  return unit === "run" || (unit === "hour" && keys.length > 4) || (unit === "month" && keys.length > 8);
}

/** What labels of the axis take when they are turned by 45 degrees, beyond what they take otherwise. */
function slantedHeight({ keys, label }: Periods, style: ChartStyle): number {
  return Math.max(...keys.map((key) => textWidth(label(key), style.px(11)))) * Math.SQRT1_2 - style.px(6);
}

/** One bar a series, for costs of one period. */
function seriesBars({ bars, series, periods, by, style, subtitle, look }: CostChartParts): Parts {
  const parts = stacked(bars, series, (bar) => bar.series);
  const total = parts.reduce((sum, { usd }) => sum + usd, 0);
  const rows = series.map((name) => {
    const own = bars.find((bar) => bar.series === name)!;
    return { cost: own.answered.plus(own.lost).toNumber(), tries: own.tries };
  });
  const panels = rowPanels(series, {
    style,
    columns: [
      { title: "US$", texts: rows.map(({ cost }) => formatUsd(cost)) },
      { title: "Share", texts: rows.map(({ cost }) => formatShare(total === 0 ? null : cost / total)) },
      { title: "Tries", texts: rows.map(({ tries }) => tries.toLocaleString("en-US")) },
    ],
    around: heightAround({ subtitle, look, style }) - look.extraHeight - style.px(12),
  });
  const most = Math.max(...rows.map(({ cost }) => cost), 1e-12);
  const x = {
    field: "from",
    type: "quantitative",
    title: "Cost of calls (US$)",
    scale: { domain: [0, most * 1.02], nice: false },
    axis: {
      ...COST_AXIS,
      tickCount: Math.max(2, Math.floor(panels.width / style.px(80))),
      labelSeparation: style.px(6),
    },
  };
  const color = { value: style.theme.series[0] };
  const y = { ...panels.y, field: "at" };
  return {
    hconcat: [
      {
        width: panels.width,
        height: panels.height,
        layer: barLayers(parts, { y, x, x2: { field: "to" }, color, tooltip: tooltipOf(by, periods) }),
      },
      ...panels.columns,
    ],
    spacing: panels.spacing,
  };
}

/** Answers in full colour, what was lost pale. */
function barLayers(parts: readonly Part[], encoding: JsonObject): JsonArray {
  return (["answered", "lost"] as const).flatMap((part) => {
    const values = parts.filter((one) => one.part === part);
    // A chart needs a layer even where nothing has cost anything.
    if (values.length === 0 && (parts.length > 0 || part === "lost")) return [];
    return [{ data: { values }, mark: { type: "bar", opacity: part === "lost" ? PALE : 1 }, encoding }];
  });
}

function tooltipOf(by: string, { unit }: Periods): JsonArray {
  return [
    { field: "at", type: "nominal", title: PER[unit] },
    { field: "series", type: "nominal", title: by },
    { field: "part", type: "nominal", title: "Tries" },
    { field: "usd", type: "quantitative", title: "US$", format: ".4~r" },
    { field: "tries", type: "quantitative", title: "Tries with a cost" },
  ];
}

/** With three digits: `0.00123`. Cents that were rounded away are not shown as a 0. */
function shortUsd(usd: number): string {
  return usd.toLocaleString("en-US", { maximumSignificantDigits: 3, useGrouping: false });
}
