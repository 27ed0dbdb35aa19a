import { formatCount, formatDuration, formatUsd, shortNames, UserError } from "../../base/mod.ts";
import type { JsonArray, JsonObject, LimitSettings } from "../../spec/mod.ts";
import { type DataFrame, frameTable } from "../frames/mod.ts";
import { listed } from "./_description.ts";
import { displayChart } from "./_display_chart.ts";
import { binLength, type Calls, loadOf } from "./_load.ts";
import { wrappedNotes } from "./_wrapped_notes.ts";
import { type ChartStyle, chartStyle } from "./_style.ts";
import { textWidth } from "./_text_width.ts";
import { type TimeAxis, timeAxis } from "./_time_axis.ts";
import { isSent, timedTries, type TimedTry } from "./_timed_tries.ts";
import { costPanel, loadPanel, type LoadPanelParts, type Measure, signColors } from "./_timeline_panels.ts";
import { type BreakerInterval, intervalsOf } from "./breaker_intervals.ts";
import type { ChartOptions, ChartSpec } from "./chart_spec.ts";

/** Options of {@linkcode timelineChart}. */
export interface TimelineChartOptions extends ChartOptions {
  /** The column that makes a panel; `endpoint` unless given. */
  readonly by?: string;
  /**
   * What the height shows: `inFlight`, the calls that are under way, or `lastMinute`, those handed over within the last
   * minute, which is what a limit of requests per minute counts. `inFlight` unless given; `lastMinute` where limits are
   * given and none of them is on calls at once.
   */
  readonly measure?: "inFlight" | "lastMinute";
  /** The limits that were in force, by the name of a panel, drawn as a dashed line: no frame has them. */
  readonly limits?: { readonly [name: string]: Pick<LimitSettings, "concurrency" | "requestsPerMinute"> };
  /** When breakers were open or half-open; what `breakerIntervals` derives from the frame unless given. */
  readonly breakers?: readonly BreakerInterval[];
  /** Nothing before is drawn. RFC 3339. */
  readonly from?: string;
  /** Nothing after is drawn. RFC 3339. */
  readonly to?: string;
  /** Whether a panel below shows what all calls have cost so far. It does not unless given. */
  readonly cost?: boolean;
}

/** The minute of a limit of requests. */
const MINUTE_MS = 60_000;

/** More panels than this are not drawn: the busiest are. A slide is never higher than a slide. */
const MOST_PANELS = { page: 16, slide: 7 } as const;

/**
 * A run over time, one panel per endpoint: the calls in flight, on top of them those that waited for their turn (limits,
 * open breakers, the time before a retry), failed tries as marks, and the times in which a breaker was open, shaded.
 *
 * All of it is made from the rows: a try is in flight from `started_at` for `latency_ms`, and waits before that for
 * `queue_ms` and `retry_wait_ms`. Replayed rows keep the times of their recording. Breaker states are derived (see
 * `breakerIntervals`); limits are in no row and can be given. Many calls are averaged over short times, which the
 * subtitle names. Time is counted from the first call on; runs that took longer than a day, or were gone on with later,
 * show the time of day (UTC), and long silences are cut short.
 *
 * @throws {UserError} when no row has a readable time between the bounds, or a bound is no time.
 *
 * @example Was the limit the brake?
 * ```ts ignore
 * await Deno.jupyter.display(timelineChart(await loadRun("runs/choose"), { limits: { "gpt-4o@openai": { requestsPerMinute: 500 } } }));
 * ```
 */
export function timelineChart(frame: DataFrame, options: TimelineChartOptions = {}): ChartSpec {
  const { by = "endpoint", title = "The run over time", limits = {} } = options;
  const style = chartStyle(options);
  const bounds = { fromMs: boundOf("from", options.from), toMs: boundOf("to", options.to) };
  const tries = timedTries(frameTable(frame), by).filter(({ waitMs, endMs }) =>
    endMs >= (bounds.fromMs ?? -Infinity) && waitMs <= (bounds.toMs ?? Infinity)
  );
  if (tries.length === 0) throw new UserError("Cannot draw a run over time as no call has a time within the bounds");
  const measure = options.measure ?? measureFor(limits);
  const groups = [...Map.groupBy(tries, ({ series }) => series)].sort(([a], [b]) => a < b ? -1 : 1);
  const most = options.height === undefined ? MOST_PANELS[options.size ?? "page"] : MOST_PANELS.page;
  const shown = busiest(groups, most);
  const calls = new Map(shown.map(([name, own]) => [name, callsOf(own, measure)]));
  const axis = timeAxis(tries.flatMap((one) => spansOf(one, measure)), bounds);
  const binMs = binLength([...calls.values()], axis);
  const breakers = options.breakers ?? (by === "endpoint" ? intervalsOf(tries) : []);
  const names = shortNames(shown.map(([name]) => name));
  const subtitle = [
    ...names.common,
    ...wrappedNotes(notesOf(tries, { axis, binMs, measure, leftOut: groups.length - shown.length }), style),
  ];
  const panels = shown.map(([name, own]): LoadPanelParts => ({
    name: shown.length === 1 ? null : names.short(name),
    points: loadOf(calls.get(name)!, axis, binMs),
    failures: own.filter(({ errorKind, endMs }) =>
      errorKind !== null && errorKind !== "breaker_open" && endMs <= axis.toMs
    ),
    breakers: breakers.filter(({ endpoint }) => endpoint === name),
    limit: limitOf(limits[name], measure),
    measure,
  }));
  return displayChart({
    description: descriptionOf(tries, shown.map(([name]) => name)),
    title: { text: title, subtitle, frame: "bounds" },
    ...layoutOf(panels, { axis, style, subtitle, tries: options.cost === true ? tries : null }),
  }, style);
}

function boundOf(name: string, time: string | undefined): number | undefined {
  if (time === undefined) return undefined;
  const ms = Date.parse(time);
  if (!Number.isNaN(ms)) return ms;
  throw new UserError(`Cannot draw a run over time as "${name}" is no time: current value is "${time}"`);
}

function measureFor(limits: NonNullable<TimelineChartOptions["limits"]>): Measure {
  const given = Object.values(limits);
  return given.length > 0 && given.every(({ concurrency }) => concurrency === undefined) ? "lastMinute" : "inFlight";
}

function limitOf(
  limits: Pick<LimitSettings, "concurrency" | "requestsPerMinute"> | undefined,
  measure: Measure,
): number | null {
  return (measure === "inFlight" ? limits?.concurrency : limits?.requestsPerMinute) ?? null;
}

/** The groups with the most tries, in their order. */
function busiest(groups: readonly (readonly [string, readonly TimedTry[]])[], most: number) {
  const kept = new Set(groups.toSorted(([, a], [, b]) => b.length - a.length).slice(0, most));
  return groups.filter((group) => kept.has(group));
}

function callsOf(tries: readonly TimedTry[], measure: Measure): Calls {
  return {
    counted: tries.filter(isSent).map((one) => countedSpan(one, measure)),
    waiting: tries.filter(({ waitMs, startMs }) => waitMs < startMs)
      .map(({ waitMs, startMs }) => ({ fromMs: waitMs, toMs: startMs })),
  };
}

function countedSpan({ startMs, endMs }: TimedTry, measure: Measure) {
  return { fromMs: startMs, toMs: measure === "inFlight" ? endMs : startMs + MINUTE_MS };
}

/** What a try takes of the axis. */
function spansOf(one: TimedTry, measure: Measure) {
  return [{ fromMs: one.waitMs, toMs: isSent(one) ? countedSpan(one, measure).toMs : one.startMs }];
}

function notesOf(tries: readonly TimedTry[], { axis, binMs, measure, leftOut }: {
  readonly axis: TimeAxis;
  readonly binMs: number | null;
  readonly measure: Measure;
  readonly leftOut: number;
}): string[] {
  const refused = tries.filter(({ errorKind }) => errorKind === "breaker_open").length;
  const limited = tries.filter(({ errorKind }) => errorKind === "rate_limited").length;
  const failed = tries.filter(({ errorKind }) => errorKind !== null).length - limited - refused;
  const waited = tries.reduce((most, { waitMs, startMs }) => Math.max(most, startMs - waitMs), 0);
  return [
    `${formatCount(tries.length - refused, "try", "tries")} in ${formatDuration(axis.shownMs)}`,
    limited > 0 ? `${limited.toLocaleString("en-US")} rate-limited` : "",
    failed > 0 ? `${failed.toLocaleString("en-US")} failed` : "",
    refused > 0 ? `${refused.toLocaleString("en-US")} refused by a breaker` : "",
    waited > 0 ? `longest wait ${formatDuration(waited)}` : "",
    binMs === null ? "" : `mean of each ${stepText(binMs)}`,
    measure === "lastMinute" ? "calls of the last minute" : "",
    leftOut > 0 ? `left out: ${leftOut} with fewer tries` : "",
  ];
}

/** `500 ms`, `5 s`, `10 min` */
function stepText(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${ms / 1000} s`;
  return ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`;
}

function descriptionOf(tries: readonly TimedTry[], names: readonly string[]): string {
  const failed = tries.filter(({ errorKind }) => errorKind !== null).length;
  return `${formatCount(tries.length, "try", "tries")} over time, ${failed} of them failed: ${listed(names)}.`;
}

/** What title and axis take of a page's height, and what the name of a panel does. */
const AROUND = 98;
const SUBTITLE_LINE = 14;
const PANEL_NAME = 19;
const PANEL_GAP = 6;
const LEAST_PANEL = { page: 30, slide: 18 } as const;
/** Padding and ticks of a page's width, and the title of an axis. */
const WIDTH_AROUND = 30;
const AXIS_TITLE = 22;

function layoutOf(panels: readonly LoadPanelParts[], { axis, style, subtitle, tries }: {
  readonly axis: TimeAxis;
  readonly style: ChartStyle;
  readonly subtitle: readonly string[];
  /** For the panel of costs; `null`: there is none. */
  readonly tries: readonly TimedTry[] | null;
}): { readonly [key: string]: JsonObject | JsonArray | number } {
  const count = panels.length + (tries === null ? 0 : 1);
  const named = panels.some(({ name }) => name !== null) ? count : tries === null ? 0 : 1;
  const around = style.px(
    AROUND + SUBTITLE_LINE * subtitle.length + PANEL_NAME * named + PANEL_GAP * (count - 1),
  );
  const height = Math.floor(
    Math.max(
      (style.height - around) / count,
      style.givenHeight === null ? style.px(LEAST_PANEL[style.scale > 1 ? "slide" : "page"]) : 12,
    ),
  );
  const most = Math.max(...panels.flatMap(({ points, limit }) => [limit ?? 0, ...points.map(({ all }) => all)]));
  const labels = [String(Math.ceil(most)), ...(tries === null ? [] : [costLabel(tries)])];
  const labelWidth = Math.max(...labels.map((label) => textWidth(label, style.px(11))));
  const plot = {
    width: Math.floor(style.width - style.px(WIDTH_AROUND + (panels[0].name === null ? AXIS_TITLE : 0)) - labelWidth),
    height,
  };
  const color = signColors(panels, style);
  const views = panels.map((panel, i) =>
    loadPanel(panel, { axis, style, plot, color, panels: panels.length, isFirst: i === 0, isLast: i === count - 1 })
  );
  const costs = tries === null ? [] : [costPanel(tries, { axis, style, plot })];
  return {
    vconcat: [...views, ...costs],
    spacing: style.px(PANEL_GAP),
    resolve: { scale: { color: "shared", shape: "shared" } },
  };
}

/** About the widest label of the axis of costs. */
function costLabel(tries: readonly TimedTry[]): string {
  const usd = tries.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
  return usd >= 1 || usd === 0 ? formatUsd(Math.ceil(usd)) : formatUsd(Number(usd.toPrecision(1)));
}
