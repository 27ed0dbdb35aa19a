import type {
  Attempt,
  CallEvent,
  CallListener,
  CallPlace,
  Clock,
  EndpointKey,
  Health,
  HealthState,
  ProviderKey,
} from "../../spec/mod.ts";
import { blameOf } from "./blame_of.ts";
import type { HealthDetail, LastCall } from "./health_detail.ts";
import { HealthEntry, type Moment } from "./_health_entry.ts";
import type { ProbeResult } from "./probe_result.ts";
import type { TallyWindowOptions } from "./_tally_window.ts";

/** What a health monitor works with. */
export interface HealthMonitorOptions {
  /** Tells the time. */
  readonly clock: Clock;
  /** How far back it looks; 5 min unless given. */
  readonly windowMs?: number;
  /** In what steps it forgets; 10 s unless given. */
  readonly slotMs?: number;
}

/** A state that has become another one. */
export interface HealthChange {
  /** An endpoint's key or a provider's. */
  readonly key: EndpointKey | ProviderKey;
  /** Which of the two it is. */
  readonly kind: "endpoint" | "provider";
  /** The state before. */
  readonly from: HealthState;
  /** The state from now on. */
  readonly to: HealthState;
  /** Why, in one sentence each. */
  readonly reasons: readonly string[];
}

const WINDOW_MS = 300_000;
const SLOT_MS = 10_000;
const CREDENTIAL_SCOPE = "credential:";

/**
 * How well endpoints and providers answer, by the calls that it is told of: a listener, and nothing else. Replayed tries
 * say nothing about today and are left out. It takes some 30 kB for each endpoint, however many calls there are.
 *
 * @example An endpoint that fails
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { HealthMonitor, VirtualClock } from "@tapedeck/tapedeck";
 *
 * const monitor = new HealthMonitor({ clock: new VirtualClock() });
 * const place = { endpoint: "a/b@c", provider: "c", model: "a/b", credential: null };
 * const ended = {
 *   type: "ended" as const,
 *   atMs: 0,
 *   place,
 *   try: 1,
 *   source: "live" as const,
 *   errorKind: "timeout" as const,
 *   httpStatus: null,
 *   latencyMs: null,
 *   ttftMs: null,
 *   outputTps: null,
 *   usage: null,
 *   costUsd: null,
 *   tools: { offered: false, calls: 0, valid: 0 },
 * };
 * for (let i = 0; i < 5; i++) monitor.listener(ended);
 * assertEquals(monitor.health("a/b@c").state, "down");
 * ```
 */
export class HealthMonitor {
  /** Give it to whatever tells of calls. */
  readonly listener: CallListener = (event) => this.#heard(event);
  readonly #clock: Clock;
  readonly #window: TallyWindowOptions;
  readonly #entries = new Map<string, HealthEntry>();
  readonly #lastCalls = new Map<string, LastCall>();
  readonly #watchers = new Set<(change: HealthChange) => void>();

  /** Nothing is known yet. */
  constructor({ clock, windowMs = WINDOW_MS, slotMs = SLOT_MS }: HealthMonitorOptions) {
    this.#clock = clock;
    this.#window = { windowMs, slotMs };
  }

  /** How well an endpoint or a provider answers; of one that was never seen, that nothing is known. */
  health(key: EndpointKey | ProviderKey): Health {
    const entry = this.#entries.get(key);
    if (entry === undefined) return new HealthEntry(key, this.#window).health();
    this.#judge(key, entry);
    return entry.health();
  }

  /** What stands behind the figures of its health: how latencies are spread, and the last call. */
  detail(key: EndpointKey | ProviderKey): HealthDetail {
    const entry = this.#entries.get(key) ?? new HealthEntry(key, this.#window);
    this.#judge(key, entry);
    return { ...entry.detail(), lastCall: this.#lastCalls.get(key) ?? null };
  }

  /** All that were seen, in the order of their keys. */
  list(): Health[] {
    return [...this.#entries.keys()].sort().map((key) => this.health(key));
  }

  /** The tries of the last minutes and the share of them that failed by its fault, which costs less than `health`. */
  errorRate(key: EndpointKey | ProviderKey): { readonly calls: number; readonly rate: number | null } {
    return this.#entries.get(key)?.errorRate(this.#clock.nowMs()) ?? { calls: 0, rate: null };
  }

  /** A probe has come back. It is evidence about its provider. */
  probed({ provider, answered, reason }: Pick<ProbeResult, "provider" | "answered" | "reason">): void {
    // A refused key is a fact about the key, and no probe at all is none.
    if (answered === null) return;
    const entry = this.#entry(provider);
    entry.probed(answered ? null : reason, this.#now());
    this.#judge(provider, entry);
  }

  /** A try of an earlier run: it says how well an endpoint usually answers, and nothing of how it is now. */
  seed(
    attempt: Pick<Attempt, "endpoint" | "provider" | "errorKind" | "startedAt" | "ttftMs" | "latencyMs" | "outputTps">,
  ) {
    this.#called(attempt, attempt.startedAt);
    const sample = sampleOf(attempt);
    if (sample === null) return;
    for (const key of [attempt.endpoint, attempt.provider]) {
      this.#entry(key).past(sample, Date.parse(attempt.startedAt));
    }
  }

  /** Be told of each change of a state, until the function that comes back is called. */
  watch(watcher: (change: HealthChange) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #heard(event: CallEvent): void {
    if (event.type === "ended" && event.source === "live") this.#ended(event);
    if (event.type !== "breaker") return;
    const key = event.scope.startsWith(CREDENTIAL_SCOPE) ? event.provider : event.scope;
    const entry = this.#entry(key);
    entry.breaker(event.to, event.reason);
    this.#judge(key, entry);
  }

  #ended(event: CallEvent & { type: "ended" }): void {
    const { endpoint, provider }: CallPlace = event.place;
    const now = this.#now();
    const { errorKind, latencyMs } = event;
    this.#called({ endpoint, provider, errorKind, latencyMs }, new Date(now.atMs).toISOString());
    const sample = sampleOf(event);
    if (sample === null) return;
    for (const key of [endpoint, provider]) {
      const entry = this.#entry(key);
      entry.sample(sample, now);
      this.#judge(key, entry);
    }
  }

  /** One that was not sent, or that the caller called off, is no call. */
  #called(
    { endpoint, provider, errorKind, latencyMs }: Pick<Attempt, "endpoint" | "provider" | "errorKind" | "latencyMs">,
    at: string,
  ): void {
    if (errorKind !== null && blameOf(errorKind) === "ours") return;
    for (const key of [endpoint, provider]) {
      const last = this.#lastCalls.get(key);
      if (last === undefined || last.at <= at) this.#lastCalls.set(key, { at, errorKind, latencyMs });
    }
  }

  #judge(key: string, entry: HealthEntry): void {
    const { from, to } = entry.judge(this.#clock.nowMs());
    if (from === to || this.#watchers.size === 0) return;
    const { reasons } = entry.health();
    const kind = key.includes("@") ? "endpoint" : "provider";
    for (const watcher of this.#watchers) watcher({ key, kind, from, to, reasons });
  }

  #entry(key: string): HealthEntry {
    let entry = this.#entries.get(key);
    if (entry === undefined) this.#entries.set(key, entry = new HealthEntry(key, this.#window));
    return entry;
  }

  #now(): Moment {
    return { nowMs: this.#clock.nowMs(), atMs: this.#clock.date().getTime() };
  }
}

/** `null`: it says nothing about the endpoint. Times of failed tries are left out: a refusal is quick. */
function sampleOf(
  { errorKind, ttftMs, latencyMs, outputTps }: Pick<Attempt, "errorKind" | "ttftMs" | "latencyMs" | "outputTps">,
) {
  const blame = errorKind === null ? null : blameOf(errorKind);
  if (blame === "ours" || blame === "account") return null;
  const times = errorKind === null
    ? { ttftMs, latencyMs, outputTps }
    : { ttftMs: null, latencyMs: null, outputTps: null };
  return { errorKind, isFault: blame === "endpoint", isThrottled: blame === "limits", ...times };
}
