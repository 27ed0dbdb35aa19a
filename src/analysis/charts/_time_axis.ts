import type { JsonObject } from "../../spec/mod.ts";
import type { ChartStyle } from "./_style.ts";

/** A stretch of time in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A time without calls that is not drawn in its full length. */
export interface Cut extends Span {
  /** Where it stands on the axis. */
  readonly from: number;
  readonly to: number;
}

/** Time as a chart shows it: in seconds, minutes or hours since its beginning, with long silences cut short. */
export interface TimeAxis extends Span {
  /** What is drawn in full, in order. */
  readonly parts: readonly Span[];
  readonly cuts: readonly Cut[];
  /** How much time is drawn in full. */
  readonly shownMs: number;
  /** Where a time stands. */
  place(ms: number): number;
  /** The encoding of a channel without its field, for a panel of so many pixels. */
  encoding(width: number, style: ChartStyle): JsonObject;
}

/** Nothing shorter is cut. */
const SHORTEST_CUT_MS = 300_000;
/** More silences than this are the run's rhythm. */
const MOST_CUTS = 8;
/** Of the time that is drawn in full. */
const CUT_SHARE = 0.05;
const DAY_MS = 86_400_000;

const UNITS = [
  { name: "s", ms: 1000, below: 180_000 },
  { name: "min", ms: 60_000, below: 3 * 3_600_000 },
  { name: "h", ms: 3_600_000, below: Infinity },
] as const;

/** Steps that people count time by, in milliseconds. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((minutes) => minutes * 60_000),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map((days) => days * DAY_MS),
];

/** The shortest step that people count time by of which no more than `most` make up a time. */
export function timeStep(ms: number, most: number): number {
  return STEPS.find((step) => ms / step <= most) ?? STEPS[STEPS.length - 1];
}

/** The axis for what happened in `busy`, from the first to the last of it or to the bounds that are given. */
export function timeAxis(
  busy: readonly Span[],
  bounds: { readonly fromMs?: number; readonly toMs?: number },
): TimeAxis {
  const united = unitedSpans(busy);
  const fromMs = bounds.fromMs ?? united[0].fromMs;
  const toMs = Math.max(bounds.toMs ?? united[united.length - 1].toMs, fromMs + 1);
  const silences = silencesOf(united, { fromMs, toMs });
  const shownMs = toMs - fromMs - silences.reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
  const unit = UNITS.find(({ below }) => shownMs < below)!;
  const cutWidth = (shownMs / unit.ms) * CUT_SHARE;
  const parts: Span[] = [];
  const cuts: Cut[] = [];
  let [at, partMs] = [0, fromMs];
  for (const silence of silences) {
    parts.push({ fromMs: partMs, toMs: silence.fromMs });
    at += (silence.fromMs - partMs) / unit.ms;
    cuts.push({ ...silence, from: at, to: at + cutWidth });
    at += cutWidth;
    partMs = silence.toMs;
  }
  parts.push({ fromMs: partMs, toMs });
  const starts = [0, ...cuts.map(({ to }) => to)];
  const place = (ms: number) => {
    const part = Math.max(0, parts.findLastIndex((span) => span.fromMs <= ms));
    const { fromMs, toMs } = parts[part];
    const inside = Math.min(Math.max(ms, fromMs), toMs) - fromMs;
    return rounded(starts[part] + inside / unit.ms);
  };
  const end = place(toMs);
  const isElapsed = cuts.length === 0 && toMs - fromMs <= DAY_MS;
  const axis = { fromMs, toMs, parts, cuts, shownMs, place };
  return {
    ...axis,
    encoding: (width, style) => ({
      type: "quantitative",
      scale: { domain: [0, end], nice: false },
      title: isElapsed ? `Time since ${clock(fromMs)} UTC (${unit.name})` : "Time (UTC)",
      axis: { ...(isElapsed ? { tickCount: 6 } : clockTicks(axis, { width, style, end })), grid: false },
    }),
  };
}

/** The same stretches without overlaps, in order. */
function unitedSpans(spans: readonly Span[]): Span[] {
  const united: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = united.at(-1);
    if (last === undefined || fromMs > last.toMs) united.push({ fromMs, toMs });
    else last.toMs = Math.max(last.toMs, toMs);
  }
  return united;
}

/** The times without calls that are long beside those with calls; none where there are many. */
function silencesOf(busy: readonly Span[], { fromMs, toMs }: Span): Span[] {
  const silences = busy.slice(1).map((span, i) => ({ fromMs: busy[i].toMs, toMs: span.fromMs }))
    .filter((span) => span.fromMs > fromMs && span.toMs < toMs && span.toMs - span.fromMs > SHORTEST_CUT_MS);
  const restMs = toMs - fromMs - silences.reduce((sum, span) => sum + span.toMs - span.fromMs, 0);
  const long = silences.filter((span) => span.toMs - span.fromMs > restMs / 4);
  return long.length > MOST_CUTS ? [] : long;
}

/** Ticks at whole times of the clock; the first of each part has the day, too. */
function clockTicks(
  { parts, place, shownMs }: Pick<TimeAxis, "parts" | "place" | "shownMs">,
  { width, style, end }: { readonly width: number; readonly style: ChartStyle; readonly end: number },
): JsonObject {
  const apart = (style.px(58) / width) * end;
  const step = timeStep(shownMs, Math.max(1, Math.floor(width / style.px(80))));
  const ticks: { at: number; label: string[]; isFirst: boolean }[] = [];
  const tick = (ms: number, label: string[], isFirst: boolean) => {
    const at = place(ms);
    const isNear = ticks.length > 0 && at - ticks[ticks.length - 1].at < apart;
    if (isNear && isFirst && !ticks[ticks.length - 1].isFirst) ticks.pop();
    else if (isNear) return;
    ticks.push({ at, label, isFirst });
  };
  for (const { fromMs, toMs } of parts) {
    tick(fromMs, [timeOfDay(fromMs, step), day(fromMs)], true);
    for (let ms = Math.ceil(fromMs / step) * step; ms <= toMs; ms += step) {
      tick(ms, step >= DAY_MS || ms % DAY_MS === 0 ? [day(ms)] : [timeOfDay(ms, step)], false);
    }
  }
  const labels = Object.fromEntries(ticks.map(({ at, label }) => [String(at), label]));
  const values = ticks.map(({ at }) => at);
  return { values, labelExpr: `(${JSON.stringify(labels)})[toString(datum.value)]`, labelOverlap: false };
}

function clock(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}

/** With seconds where the steps of the axis are shorter than a minute. */
function timeOfDay(ms: number, stepMs: number): string {
  return new Date(ms).toISOString().slice(11, stepMs < 60_000 ? 19 : 16);
}

/** `Jan 2` */
function day(ms: number): string {
  return new Date(ms).toLocaleDateString("en-US", { month: "short", day: "numeric", timeZone: "UTC" });
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
