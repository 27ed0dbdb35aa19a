import { VERSION } from "../../base/mod.ts";
import type { CallEvent, CallListener, Clock } from "../../spec/mod.ts";
import type { Alert } from "../alerts/mod.ts";
import type { HealthMonitor, ProbeResult } from "../health/mod.ts";
import { Instruments } from "./_instruments.ts";

/** What metrics are made from beside events. */
export interface CreateMetricsOptions {
  /** Tells how long breakers have been open. */
  readonly clock: Clock;
  /** `sweep run` */
  readonly command: string;
  /** The run that the command makes, once it is known; read at each scrape. */
  readonly run?: () => string | null;
  /** Its scores and states are shown too. */
  readonly health?: HealthMonitor;
  /** What a server of this process has answered so far, by what became of it; read at each scrape. */
  readonly served?: () => { readonly [result: string]: number };
  /** How many values of each label are kept apart; the rest are `other`. 200 unless given. */
  readonly mostLabelValues?: number;
}

/** The metrics of one process. */
export interface Metrics {
  /** Give it to whatever tells of calls. */
  readonly listener: CallListener;
  /** A probe has come back. */
  probed(result: ProbeResult): void;
  /** An alert was raised. */
  alerted(alert: Alert): void;
  /** All of it in Prometheus's text format. */
  text(): Promise<string>;
  /** What the text is served as. */
  readonly contentType: string;
}

const MOST_LABEL_VALUES = 200;
const STATES = ["healthy", "degraded", "down", "unknown"] as const;

/**
 * Metrics in Prometheus's text format, out of the events of calls. Each call makes a registry of its own. The library is
 * loaded here and not before, so that who wants no metrics does not wait for it.
 *
 * @example One call
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 * import { createMetrics, systemClock } from "@tapedeck/tapedeck";
 *
 * const metrics = await createMetrics({ clock: systemClock, command: "my tool" });
 * metrics.listener({ type: "list", atMs: 0, provider: "openrouter", ok: true, latencyMs: 320 });
 * const text = await metrics.text();
 * assertStringIncludes(text, 'tapedeck_list_fetches_total{provider="openrouter",result="ok"} 1');
 * ```
 */
export async function createMetrics(options: CreateMetricsOptions): Promise<Metrics> {
  const client = await import("prom-client");
  const to = new Instruments(client, options.mostLabelValues ?? MOST_LABEL_VALUES);
  const state = new LiveState(options.clock);
  return {
    listener: (event) => record(event, to, state),
    probed: ({ provider, state }) => to.count("probes", [provider, state]),
    alerted: ({ kind, severity }) => to.count("alerts", [kind, severity]),
    contentType: to.registry.contentType,
    text() {
      to.clear("runInfo");
      to.set("runInfo", [options.command, VERSION, options.run?.() ?? ""], 1);
      state.show(to);
      showServed(options, to);
      showHealth(options, to);
      return to.registry.metrics();
    },
  };
}

function showServed({ served }: CreateMetricsOptions, to: Instruments): void {
  if (served === undefined) return;
  to.clear("served");
  for (const [result, count] of Object.entries(served())) to.count("served", [result], count);
}

function showHealth({ health }: CreateMetricsOptions, to: Instruments): void {
  if (health === undefined) return;
  to.clear("healthScore");
  to.clear("healthState");
  for (const { key, state, score } of health.list()) {
    if (score !== null) to.set("healthScore", [key], score);
    for (const one of STATES) to.set("healthState", [key, one], one === state ? 1 : 0);
  }
}

/** What is counted up and down, or goes on while nothing happens. */
class LiveState {
  readonly #clock: Clock;
  readonly #inFlight = new Map<string, { labels: [string, string]; count: number }>();
  readonly #queued = new Map<string, { labels: [string, string, string]; count: number }>();
  readonly #breakers = new Map<string, { labels: [string, string]; openFromMs: number | null }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  queued({ place: { provider, endpoint }, lane }: CallEvent & { type: "queued" | "dequeued" }, by: 1 | -1): void {
    move(this.#queued, { labels: [provider, endpoint, lane], by });
  }

  flying({ place: { provider, endpoint } }: CallEvent & { type: "started" | "ended" }, by: 1 | -1): void {
    move(this.#inFlight, { labels: [provider, endpoint], by });
  }

  breaker({ provider, scope, to }: CallEvent & { type: "breaker" }, counted: Instruments): void {
    const labels: [string, string] = [provider, scope];
    this.#countOpen(counted);
    const openFromMs = to === "closed" ? null : this.#clock.nowMs();
    this.#breakers.set(scope, { labels, openFromMs });
  }

  show(to: Instruments): void {
    this.#countOpen(to);
    for (const { labels, openFromMs } of this.#breakers.values()) {
      to.set("breakerOpen", labels, openFromMs === null ? 0 : 1);
    }
    to.clear("queue");
    to.clear("inFlight");
    for (const { labels, count } of this.#queued.values()) to.set("queue", labels, count);
    for (const { labels, count } of this.#inFlight.values()) to.set("inFlight", labels, count);
  }

  #countOpen(to: Instruments): void {
    const nowMs = this.#clock.nowMs();
    for (const one of this.#breakers.values()) {
      if (one.openFromMs === null) continue;
      to.count("breakerOpenTime", one.labels, (nowMs - one.openFromMs) / 1000);
      one.openFromMs = nowMs;
    }
  }
}

/** A call that was called off may never have ended for us, and one that was refused has never begun. */
function move<T extends readonly string[]>(
  counts: Map<string, { labels: T; count: number }>,
  { labels, by }: { readonly labels: T; readonly by: 1 | -1 },
): void {
  const name = labels.join("\n");
  const one = counts.get(name) ?? { labels, count: 0 };
  one.count = Math.max(0, one.count + by);
  counts.set(name, one);
}

function record(event: CallEvent, to: Instruments, state: LiveState): void {
  switch (event.type) {
    case "queued":
      return state.queued(event, 1);
    case "dequeued":
      state.queued(event, -1);
      return to.observeMs("queueWait", [event.place.provider, event.lane], event.queueMs);
    case "started":
      return state.flying(event, 1);
    case "ended":
      return recordEnd(event, to, state);
    case "retry":
      to.count("retries", [event.place.provider, event.place.endpoint, event.errorKind]);
      return to.count("retryWait", [event.place.provider], event.waitMs / 1000);
    case "breaker":
      to.count("breakerMoves", [event.provider, event.scope, event.to]);
      return state.breaker(event, to);
    case "limits":
      return recordLimits(event, to);
    case "routed":
      return to.count("routes", [event.chosen, event.policy, String(event.pinned)]);
    case "fallback":
      return to.count("fallbacks", [event.from, event.errorKind]);
    case "list": {
      const result = !event.ok ? "failed" : event.latencyMs === null ? "cached" : "ok";
      to.count("lists", [event.provider, result]);
      return to.observeMs("listDuration", [event.provider], event.latencyMs);
    }
  }
}

function recordEnd(event: CallEvent & { type: "ended" }, to: Instruments, state: LiveState): void {
  const { place: { provider, endpoint, credential }, source, errorKind, usage, tools } = event;
  const place = [provider, endpoint];
  to.count("requests", [...place, source, errorKind ?? "ok"]);
  if (source !== "live") return;
  state.flying(event, -1);
  to.observeMs("duration", place, event.latencyMs);
  to.observeMs("firstToken", place, event.ttftMs);
  if (event.costUsd !== null) to.count("cost", [...place, credential ?? ""], Number(event.costUsd));
  else if (errorKind === null) to.count("unpriced", place);
  for (const [type, tokens] of tokenCounts(usage)) if (tokens !== null) to.count("tokens", [...place, type], tokens);
  if (errorKind !== null) return;
  if (tools.offered) to.count("toolRequests", place);
  if (tools.valid > 0) to.count("toolCalls", [...place, "true"], tools.valid);
  if (tools.calls > tools.valid) to.count("toolCalls", [...place, "false"], tools.calls - tools.valid);
}

function tokenCounts(usage: (CallEvent & { type: "ended" })["usage"]): [string, number | null][] {
  if (usage === null) return [];
  return [
    ["input", usage.inputTokens],
    ["cache_read", usage.cacheReadTokens],
    ["cache_write", usage.cacheWriteTokens],
    ["output", usage.outputTokens],
    ["reasoning", usage.reasoningTokens],
  ];
}

function recordLimits(
  { place: { provider, credential }, limits }: CallEvent & { type: "limits" },
  to: Instruments,
): void {
  for (const { unit, limit, remaining } of limits.limits) {
    if (limit !== null) to.set("limit", [provider, credential ?? "", unit], limit);
    if (remaining !== null) to.set("limitRemaining", [provider, credential ?? "", unit], remaining);
  }
}
