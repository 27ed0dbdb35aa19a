import { formatDuration } from "../../base/mod.ts";
import type { JsonArray, JsonObject } from "../../spec/mod.ts";
import { pale } from "./_inks.ts";
import type { LoadPoint } from "./_load.ts";
import type { ChartStyle } from "./_style.ts";
import type { TimeAxis } from "./_time_axis.ts";
import type { TimedTry } from "./_timed_tries.ts";
import type { BreakerInterval } from "./breaker_intervals.ts";

/** What the height of a panel stands for. */
export type Measure = "inFlight" | "lastMinute";

/** What a panel of one series shows. */
export interface LoadPanelParts {
  /** `null`: it is the only one. */
  readonly name: string | null;
  readonly points: readonly LoadPoint[];
  /** Tries that failed, those refused by a breaker apart. */
  readonly failures: readonly TimedTry[];
  readonly breakers: readonly BreakerInterval[];
  /** `null`: not known. */
  readonly limit: number | null;
  readonly measure: Measure;
}

/** How the panels of a chart are drawn. */
export interface PanelFrame {
  readonly axis: TimeAxis;
  readonly style: ChartStyle;
  /** Of each plot, in pixels. */
  readonly plot: { readonly width: number; readonly height: number };
  /** The colours of all panels, with their legend. */
  readonly color: JsonObject;
  /** How many panels there are. */
  readonly panels: number;
}

const TITLES = { inFlight: "In flight (calls)", lastMinute: "Handed over (calls per min)" } as const;
const COUNTED = { inFlight: "calls in flight", lastMinute: "calls handed over" } as const;
const WAITING = "calls waiting";
const SIGNS = { open: "breaker open", "half-open": "half-open" } as const;
const FAILURES = ["rate-limited", "failed"] as const;

/** What the two rows of marks at the top of a panel take of a page's height. */
const STRIP = 15;
const MARK_ROWS = [4, 10.5] as const;
/** Marks nearer to each other than this share of the width are one, which is larger; with many panels they are fewer. */
const MARK_SHARE = 1 / 140;
const MARKS_PER_CHART = 1400;
/** Intervals of a breaker nearer to each other than this share of the width are one. */
const INTERVAL_SHARE = 1 / 280;
/** More steps of cost are thinned out. */
const MOST_STEPS = 250;

/** The colours of what occurs in any panel, with their legend. */
export function signColors(panels: readonly LoadPanelParts[], { theme, px }: ChartStyle): JsonObject {
  const [blue, vermilion] = theme.series;
  const states = new Set(panels.flatMap(({ breakers }) => breakers.map(({ state }) => state)));
  const signs = [
    { sign: COUNTED[panels[0].measure], color: blue, occurs: true },
    {
      sign: WAITING,
      color: pale(blue, theme, 0.6),
      occurs: panels.some(({ points }) => points.some(({ calls, all }) => all > calls)),
    },
    { sign: SIGNS.open, color: pale(vermilion, theme, 0.55), occurs: states.has("open") },
    { sign: SIGNS["half-open"], color: pale(vermilion, theme, 0.82), occurs: states.has("half-open") },
  ].filter(({ occurs }) => occurs);
  return {
    type: "nominal",
    scale: { domain: signs.map(({ sign }) => sign), range: signs.map(({ color }) => color) },
    legend: { title: null, orient: "top", labelFontSize: px(12), symbolType: "square", columnPadding: px(14) },
  };
}

/** The calls of one series over time. */
export function loadPanel(
  parts: LoadPanelParts,
  { isFirst, isLast, ...frame }: PanelFrame & { readonly isFirst: boolean; readonly isLast: boolean },
): JsonObject {
  const { axis, style, plot } = frame;
  const most = Math.max(1, parts.limit ?? 0, ...parts.points.map(({ all }) => all));
  const free = Math.max(plot.height - style.px(STRIP), plot.height / 2);
  const y = {
    field: "calls",
    type: "quantitative",
    title: parts.name === null ? TITLES[parts.measure] : null,
    scale: { domain: [0, most * plot.height / free], nice: false },
    axis: {
      ...(most <= 3 ? { values: [0, 1, 2, 3] } : { tickCount: plot.height < style.px(60) ? 2 : 4, tickMinStep: 1 }),
      format: "~s",
    },
  };
  const x = timeEncoding(frame, isLast);
  return {
    ...(parts.name === null ? {} : { title: panelTitle(parts.name, style) }),
    ...plot,
    layer: [
      ...breakerLayer(parts.breakers, { x, frame }),
      ...areaLayers(parts, { x, y, color: frame.color }),
      ...cutLayers(axis, { x, style, withText: isFirst }),
      ...limitLayers(parts.limit, { y, plot, style }),
      ...markLayer(parts.failures, { x, frame }),
    ],
  };
}

/** What all calls have cost so far. */
export function costPanel(tries: readonly TimedTry[], frame: Omit<PanelFrame, "color" | "panels">): JsonObject {
  const { axis, style, plot } = frame;
  const [blue] = style.theme.series;
  const x = timeEncoding(frame, true);
  return {
    title: panelTitle("Cost so far (US$)", style),
    ...plot,
    layer: [
      {
        data: { values: costSteps(tries, axis) },
        mark: { type: "line", interpolate: "step-after", strokeWidth: style.px(2), color: blue },
        encoding: {
          x: { ...x, field: "x" },
          y: { field: "usd", type: "quantitative", title: null, axis: { tickCount: 3, format: ".3~r" } },
        },
      },
      ...cutLayers(axis, { x, style, withText: false }),
    ],
  };
}

function costSteps(tries: readonly TimedTry[], axis: TimeAxis): JsonArray {
  const paid = tries.flatMap(({ endMs, costUsd }) => costUsd === null ? [] : [{ endMs, costUsd }])
    .sort((a, b) => a.endMs - b.endMs);
  const every = Math.ceil(paid.length / MOST_STEPS);
  let usd = 0;
  const steps = paid.flatMap(({ endMs, costUsd }, i) => {
    usd += costUsd;
    return i % every === 0 || i === paid.length - 1 ? [{ x: axis.place(endMs), usd }] : [];
  });
  return [{ x: axis.place(axis.fromMs), usd: 0 }, ...steps, { x: axis.place(axis.toMs), usd }];
}

function timeEncoding({ axis, style, plot }: Omit<PanelFrame, "color" | "panels">, isLast: boolean): JsonObject {
  const encoding = axis.encoding(plot.width, style);
  if (isLast) return encoding;
  return { ...encoding, title: null, axis: { ...encoding.axis as JsonObject, labels: false, ticks: false } };
}

function panelTitle(text: string, { px, theme }: ChartStyle): JsonObject {
  return { text, fontSize: px(11), fontWeight: 500, color: theme.ink.strong, anchor: "start", offset: px(3) };
}

function areaLayers(
  { points, measure }: LoadPanelParts,
  { x, y, color }: { readonly x: JsonObject; readonly y: JsonObject; readonly color: JsonObject },
): JsonArray {
  const area = { type: "area", interpolate: "step-after" };
  const layers: JsonObject[] = [{
    data: { values: [...points] },
    mark: area,
    encoding: { x: { ...x, field: "x" }, y, color: { ...color, datum: COUNTED[measure] } },
  }];
  if (points.every(({ calls, all }) => all === calls)) return layers;
  return [...layers, {
    data: { values: [...points] },
    mark: area,
    encoding: {
      x: { ...x, field: "x" },
      y: { ...y, field: "all" },
      y2: { field: "calls" },
      color: { ...color, datum: WAITING },
    },
  }];
}

function breakerLayer(
  breakers: readonly BreakerInterval[],
  { x, frame: { axis, color } }: { readonly x: JsonObject; readonly frame: PanelFrame },
): JsonArray {
  const values = drawnIntervals(breakers, axis);
  if (values.length === 0) return [];
  return [{
    data: { values },
    mark: "rect",
    encoding: {
      x: { ...x, field: "begin" },
      x2: { field: "end" },
      color: { ...color, field: "sign" },
      tooltip: [
        { field: "sign", type: "nominal", title: "State" },
        { field: "from", type: "nominal", title: "Since" },
        { field: "lasted", type: "nominal", title: "For" },
      ],
    },
  }];
}

/** What is shorter than two pixels or so is seen too; what would run into each other is one. */
function drawnIntervals(breakers: readonly BreakerInterval[], axis: TimeAxis) {
  const least = axis.place(axis.toMs) * INTERVAL_SHARE;
  const drawn: { state: BreakerInterval["state"]; fromMs: number; toMs: number; begin: number; end: number }[] = [];
  const sorted = breakers.map(({ state, from, to }) => ({ state, fromMs: Date.parse(from), toMs: Date.parse(to) }))
    .filter(({ fromMs, toMs }) => toMs >= axis.fromMs && fromMs <= axis.toMs)
    .sort((one, other) => one.fromMs - other.fromMs);
  for (const one of sorted) {
    const begin = axis.place(one.fromMs);
    const end = Math.max(axis.place(one.toMs), begin + least);
    const last = drawn.at(-1);
    if (last !== undefined && (begin - last.begin < least || (last.state === one.state && begin - last.end < least))) {
      // A breaker that was open at all is drawn open.
      if (one.state === "open") last.state = "open";
      last.end = Math.max(last.end, end);
      last.toMs = Math.max(last.toMs, one.toMs);
    } else drawn.push({ ...one, begin, end });
  }
  return drawn.map(({ state, fromMs, toMs, begin, end }) => ({
    sign: SIGNS[state],
    begin,
    end,
    lasted: formatDuration(toMs - fromMs),
    from: new Date(fromMs).toISOString(),
  }));
}

/** Where silences are cut short, with how long they are. */
function cutLayers(
  { cuts }: TimeAxis,
  { x, style, withText }: { readonly x: JsonObject; readonly style: ChartStyle; readonly withText: boolean },
): JsonArray {
  if (cuts.length === 0) return [];
  const values = cuts.map(({ from, to, fromMs, toMs }) => ({
    from,
    to,
    middle: (from + to) / 2,
    text: formatDuration(toMs - fromMs).split(" ").slice(0, 2).join(" "),
  }));
  const { grid, plain } = style.theme.ink;
  const band = {
    data: { values },
    mark: { type: "rect", color: grid },
    encoding: { x: { ...x, field: "from" }, x2: { field: "to" } },
  };
  if (!withText) return [band];
  return [band, {
    data: { values },
    mark: { type: "text", fontSize: style.px(10), color: plain, baseline: "top" },
    encoding: { x: { ...x, field: "middle" }, y: { value: style.px(2) }, text: { field: "text", type: "nominal" } },
  }];
}

function limitLayers(
  limit: number | null,
  { y, plot, style }: { readonly y: JsonObject; readonly plot: PanelFrame["plot"]; readonly style: ChartStyle },
): JsonArray {
  if (limit === null) return [];
  const { strong } = style.theme.ink;
  const data = { values: [{ calls: limit, text: `limit ${limit.toLocaleString("en-US")}` }] };
  return [
    { data, mark: { type: "rule", strokeDash: [4, 3], strokeWidth: style.px(1.25), color: strong }, encoding: { y } },
    {
      data,
      mark: {
        type: "text",
        align: "right",
        baseline: "bottom",
        dx: -style.px(2),
        dy: -style.px(1),
        fontSize: style.px(10.5),
        color: strong,
      },
      encoding: { y, x: { value: plot.width }, text: { field: "text", type: "nominal" } },
    },
  ];
}

/** Failed tries where they ended: those of about the same time are one mark, larger the more they are. */
function markLayer(
  failures: readonly TimedTry[],
  { x, frame: { axis, style, panels } }: { readonly x: JsonObject; readonly frame: PanelFrame },
): JsonArray {
  if (failures.length === 0) return [];
  const end = axis.place(axis.toMs);
  const share = Math.max(MARK_SHARE, panels / MARKS_PER_CHART);
  const marks = new Map<string, { x: number; kind: typeof FAILURES[number]; tries: number }>();
  for (const { endMs, errorKind } of failures) {
    const at = axis.place(endMs);
    const kind = FAILURES[errorKind === "rate_limited" ? 0 : 1];
    const key = `${kind} ${Math.floor(at / end / share)}`;
    const mark = marks.get(key);
    if (mark === undefined) marks.set(key, { x: at, kind, tries: 1 });
    else mark.tries++;
  }
  const { strong } = style.theme.ink;
  return [{
    data: {
      values: [...marks.values()].map((mark) => ({
        ...mark,
        row: style.px(MARK_ROWS[FAILURES.indexOf(mark.kind)]),
        size: style.area(Math.min(22 * Math.sqrt(mark.tries), 60)),
      })),
    },
    mark: { type: "point", filled: true, color: strong, opacity: 1 },
    encoding: {
      x: { ...x, field: "x" },
      y: { field: "row", type: "quantitative", scale: null, axis: null },
      shape: {
        field: "kind",
        type: "nominal",
        scale: { domain: [...FAILURES], range: ["triangle-down", "cross"] },
        legend: {
          title: null,
          orient: "top",
          labelFontSize: style.px(12),
          symbolSize: style.area(50),
          columnPadding: style.px(14),
        },
      },
      size: { field: "size", type: "quantitative", scale: null, legend: null },
      tooltip: [
        { field: "kind", type: "nominal", title: "Failure" },
        { field: "tries", type: "quantitative", title: "Tries" },
      ],
    },
  }];
}
