import { formatCount, formatShare, shortNames } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import type { ComparisonOptions } from "../verbs/mod.ts";
import { fittedScale, scoreScale } from "./_axes.ts";
import { type Compared, comparedVariants, type Comparison } from "./_compared_variants.ts";
import { figureText, listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { meanMethods } from "./_estimates.ts";
import { type MetricAxis, metricAxis } from "./_metric_titles.ts";
import { wrappedNotes, wrappedWords } from "./_wrapped_notes.ts";
import { runLabel } from "./_periods.ts";
import { type RowPanels, rowPanels } from "./_row_panels.ts";
import { seriesLook } from "./_series.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { textWidth } from "./_text_width.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode comparisonChart}: how it looks, and what `compare` takes. */
export interface ComparisonChartOptions extends ChartOptions, Omit<ComparisonOptions, "metrics"> {
  /** The columns whose values make a line. The endpoint unless given; nothing where no endpoint is on both sides. */
  readonly by?: string | readonly string[];
  /** What is compared: `score` unless given, or `cost`, `latency`, `ttft`, `tpot`, `ok`, or a column of numbers. */
  readonly metric?: string;
  /** What both sides are called. The times of their runs unless given, or what else tells them apart. */
  readonly labels?: readonly [a: string, b: string];
}

/** More variants than this are not drawn: those of the greatest differences are. */
const MOST_ROWS = 30;

/** What title, axis and the titles of the texts at the right take of a page's height. */
const AROUND = 108;
const SUBTITLE_LINE = 14;
/** What the panel of slopes and its axis take of a page's width. */
const SLOPES = 118;
const SLOPES_AXIS = 50;

/**
 * Two runs, or two variants of one, on the same prompts: at the left the mean of each variant on both sides with its
 * 95 % interval, joined by a line; at the right `b` less `a`, prompt by prompt, with its interval: what is higher in `b`
 * stands to the right of 0.
 *
 * Means, differences, and p-values (of a paired permutation test, corrected over all variants drawn) are those of the
 * verb `compare` over the prompts that both sides have. A filled point is a difference that is significant at the 5 %
 * level after the correction. Whether two means differ is told by the difference, not by whether their intervals overlap.
 *
 * @throws {UserError} when no prompt is on both sides, or a frame lacks a column.
 *
 * @example Did the new prompt help?
 * ```ts ignore
 * await Deno.jupyter.display(comparisonChart(await loadRun("runs/monday"), await loadRun("runs/friday"), { labels: ["old", "new"] }));
 * ```
 */
export function comparisonChart(a: DataFrame, b: DataFrame, options: ComparisonChartOptions = {}): ChartSpec {
  const { metric = "score" } = options;
  const style = chartStyle(options);
  const comparison = comparedVariants(a, b, { ...options, metric });
  const shown = greatest(comparison.variants);
  const highest = Math.max(...shown.flatMap((one) => [one.a.value, one.b.value]));
  const axis = metricAxis(metric, { unit: comparison.unit, highest });
  const { labels, common } = options.labels === undefined ? labelsOf(a, b) : { labels: options.labels, common: [] };
  const notes = notesOf(comparison, { shown, options });
  const subtitle = [...new Set([...common, ...comparison.common]), ...wrappedNotes(notes, style)];
  const slopesWidth = style.px(SLOPES + SLOPES_AXIS + 14);
  const panels = rowPanels(shown.map(({ name }) => name), {
    style: { ...style, width: style.width - slopesWidth },
    columns: columnsOf(shown, options.correction ?? "holm"),
    around: style.px(AROUND + SUBTITLE_LINE * subtitle.length),
    least: style.px(150),
  });
  const look = seriesLook(shown.map(({ name }) => name), { width: style.width, style });
  const signs = { color: { ...look.color, legend: null }, shape: { ...look.shape, legend: null } };
  const parts = { axis, panels, style, signs, labels };
  return displayChart({
    description: descriptionOf(shown, { axis, labels }),
    title: { text: options.title ?? `${labels[1]} against ${labels[0]}`, subtitle, frame: "bounds" },
    hconcat: [slopePanel(shown, parts), differencePanel(shown, parts), ...panels.columns],
    spacing: panels.spacing,
    resolve: { scale: { color: "shared", shape: "shared" } },
  }, style);
}

interface PanelParts {
  readonly axis: MetricAxis;
  readonly panels: RowPanels;
  readonly style: ChartStyle;
  readonly signs: { readonly color: JsonObject; readonly shape: JsonObject };
  readonly labels: readonly [a: string, b: string];
}

function greatest(variants: readonly Compared[]): readonly Compared[] {
  if (variants.length <= MOST_ROWS) return variants;
  const size = ({ difference }: Compared) => Math.abs(difference.value);
  const kept = new Set(variants.toSorted((x, y) => size(y) - size(x)).slice(0, MOST_ROWS));
  return variants.filter((variant) => kept.has(variant));
}

/** The only run, endpoint or model of each side, the first of these that differs. */
function labelsOf(
  a: DataFrame,
  b: DataFrame,
): { readonly labels: readonly [a: string, b: string]; readonly common: readonly string[] } {
  const tables = [frameTable(a), frameTable(b)];
  for (const column of ["run_id", "endpoint", "model"]) {
    const [[one, ...moreA], [other, ...moreB]] = tables.map((table) => table.codes(column).values.map(String));
    if (moreA.length > 0 || moreB.length > 0 || one === other) continue;
    if (column !== "run_id") {
      const names = shortNames([one, other]);
      return { labels: [names.short(one), names.short(other)], common: names.common };
    }
    const [nameA, nameB] = [runLabel(one), runLabel(other)];
    if (nameA !== nameB) return { labels: [nameA, nameB], common: [] };
  }
  return { labels: ["a", "b"], common: [] };
}

function isSignificant({ p }: Compared): boolean {
  return p !== null && p <= 0.05;
}

function notesOf({ method, unpaired, betterIs, variants }: Comparison, { shown, options }: {
  readonly shown: readonly Compared[];
  readonly options: ComparisonChartOptions;
}): string[] {
  const { confidence = 0.95 } = options;
  const counts = shown.map(({ prompts }) => prompts);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  // How the interval was made comes first, how the test was behind it.
  const [, ...tests] = method.split("; ").filter((part) => !part.startsWith("effect size"));
  return [
    `over n = ${least === most ? "" : `${least.toLocaleString("en-US")} to `}${formatCount(most, "paired prompt")}`,
    betterIs === null ? "" : `${betterIs} is better`,
    `bars: ${Number((confidence * 100).toPrecision(6))} % intervals (${
      meanMethods(shown.flatMap(({ a, b }) => [a, b]))
    } of means${shown.some(({ difference }) => difference.low !== null) ? ", BCa bootstrap of differences" : ""})`,
    "filled: p ≤ 0.05",
    ...tests,
    variants.length > shown.length ? `left out: ${variants.length - shown.length} with smaller differences` : "",
    unpaired > 0 ? `left out: ${formatCount(unpaired, "variant")} without a prompt on both sides` : "",
  ];
}

function columnsOf(variants: readonly Compared[], correction: "holm" | "benjamini-hochberg" | "none") {
  const told = { holm: "p (Holm)", "benjamini-hochberg": "p (BH)", none: "p" }[correction];
  return [
    { title: told, texts: variants.map(({ p }) => pText(p)) },
    { title: "n", texts: variants.map(({ prompts }) => prompts.toLocaleString("en-US")) },
  ];
}

function pText(p: number | null): string {
  if (p === null) return formatShare(null);
  return p < 0.001 ? "< 0.001" : p.toFixed(p < 0.1 ? 3 : 2);
}

function slopePanel(variants: readonly Compared[], { axis, panels, style, signs, labels }: PanelParts): JsonObject {
  const { px, area } = style;
  const points = variants.flatMap((variant, i) =>
    (["a", "b"] as const).map((side, k) => {
      const { value, low, high, method } = variant[side];
      const figures = { value: value * axis.factor, low: scaled(low, axis), high: scaled(high, axis) };
      // A little aside for each variant, so that their bars do not hide each other.
      const aside = (i - (variants.length - 1) / 2) * Math.min(0.05, 0.3 / variants.length);
      return { series: variant.name, side: labels[k], at: k + aside, ...figures, prompts: variant.prompts, method };
    })
  );
  const ends = points.flatMap(({ value, low, high }) => [low ?? value, value, high ?? value]);
  const scale = axis.isShare ? scoreScale(ends) : fittedScale(ends, { margin: 0.06 });
  const title = `Mean ${axis.name} (${axis.unit}${scale.log ? ", logarithmic" : ""})`;
  const x = {
    field: "at",
    type: "quantitative",
    title: null,
    scale: { domain: [-0.3, 1.3], nice: false },
    axis: {
      values: [0, 1],
      labelExpr: `${JSON.stringify(shortLabels(labels, style))}[datum.value]`,
      labelFontWeight: 500,
      grid: false,
      domain: false,
      ticks: false,
    },
  };
  const y = { field: "value", type: "quantitative", title, scale: scale.spec, axis: { tickCount: 5 } };
  return {
    width: px(SLOPES),
    height: panels.height,
    data: { values: points },
    layer: [
      {
        mark: { type: "rule", strokeWidth: px(1.5), opacity: style.barOpacity(0.4) },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color: signs.color },
      },
      { mark: { type: "line", strokeWidth: px(1.75) }, encoding: { x, y, color: signs.color } },
      {
        mark: { type: "point", filled: true, size: area(60), opacity: 1 },
        encoding: {
          x,
          y,
          ...signs,
          tooltip: [
            { field: "series", type: "nominal", title: "Variant" },
            { field: "side", type: "nominal", title: "Side" },
            { field: "value", type: "quantitative", title, format: ".4~g" },
            { field: "prompts", type: "quantitative", title: "Prompts" },
            { field: "method", type: "nominal", title: "Interval" },
          ],
        },
      },
    ],
  };
}

/** What fits below both ends of the slopes, the rest on lines of its own. */
function shortLabels(labels: readonly string[], { px }: ChartStyle): (string | string[])[] {
  const most = px(SLOPES) / 1.6;
  return labels.map((label) => {
    const words = label.split(/[ ,@/]+(?=.)/);
    return textWidth(label, px(11)) <= most || words.length < 2 ? label : words;
  });
}

function scaled(value: number | null, { factor }: MetricAxis): number | null {
  return value === null ? null : value * factor;
}

/** What the axis of differences shows, in lines no wider than its panel and the texts beside it. */
function differenceTitle(
  { axis, panels, style: { px }, labels: [a, b] }: Pick<PanelParts, "axis" | "panels" | "style" | "labels">,
): string[] {
  const fits = (text: string) => textWidth(text, px(12)) <= panels.width + px(30);
  const halves = [`Difference: ${b}`, `less ${a} (${axis.isShare ? "−1 to 1" : axis.unit})`];
  const whole = halves.join(" ");
  return fits(whole) ? [whole] : halves.flatMap((line) => wrappedWords(line, fits));
}

function differencePanel(
  variants: readonly Compared[],
  { axis, panels, style, signs, labels }: PanelParts,
): JsonObject {
  const { px, area, theme } = style;
  const rows = variants.map((variant) => ({
    name: variant.name,
    series: variant.name,
    value: variant.difference.value * axis.factor,
    low: scaled(variant.difference.low, axis),
    high: scaled(variant.difference.high, axis),
    method: variant.difference.method,
    p: variant.p,
    prompts: variant.prompts,
    significant: isSignificant(variant),
  }));
  const ends = [0, ...rows.flatMap(({ value, low, high }) => [low ?? value, value, high ?? value])];
  const x: JsonObject = {
    field: "value",
    type: "quantitative",
    title: differenceTitle({ axis, panels, style, labels }),
    scale: fittedScale(ends, { margin: 0.08, log: false }).spec,
    axis: {
      tickCount: Math.max(3, Math.floor(panels.width / px(55))),
      labelExpr: "datum.value > 0 ? '+' + datum.label : datum.label",
    },
  };
  const tooltip: JsonArray = [
    { field: "name", type: "nominal", title: "Variant" },
    { field: "value", type: "quantitative", title: `${labels[1]} less ${labels[0]} (${axis.unit})`, format: "+.4~g" },
    { field: "low", type: "quantitative", title: "From", format: "+.4~g" },
    { field: "high", type: "quantitative", title: "To", format: "+.4~g" },
    { field: "p", type: "quantitative", title: "p, corrected", format: ".3~g" },
    { field: "prompts", type: "quantitative", title: "Paired prompts" },
    { field: "method", type: "nominal", title: "Made by" },
  ];
  const point = { type: "point", size: area(70), opacity: 1, strokeWidth: px(1.75) };
  return {
    width: panels.width,
    height: panels.height,
    data: { values: rows },
    layer: [
      {
        data: { values: [{ value: 0 }] },
        mark: { type: "rule", color: theme.ink.line, strokeWidth: px(1.25) },
        encoding: { x },
      },
      {
        mark: { type: "rule", strokeWidth: px(1.75), opacity: style.barOpacity(0.5) },
        encoding: { y: panels.y, x: { ...x, field: "low" }, x2: { field: "high" }, color: signs.color },
      },
      {
        transform: [{ filter: "!datum.significant" }],
        mark: { ...point, fill: theme.background },
        encoding: { y: panels.y, x, ...signs, tooltip },
      },
      {
        transform: [{ filter: "datum.significant" }],
        mark: { ...point, filled: true },
        encoding: { y: panels.y, x, ...signs, tooltip },
      },
    ],
  };
}

function descriptionOf(variants: readonly Compared[], { axis, labels }: Pick<PanelParts, "axis" | "labels">): string {
  const figures = variants.map(({ name, difference }) => `${name} ${figureText(difference.value * axis.factor)}`);
  return `Difference of the mean ${axis.name} (${axis.unit}), ${labels[1]} less ${labels[0]}: ${listed(figures)}.`;
}
