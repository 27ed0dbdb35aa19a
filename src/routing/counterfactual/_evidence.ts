import { Decimal } from "../../base/mod.ts";
import type { Clock, EndpointKey, Health } from "../../spec/mod.ts";
import { HealthMonitor } from "../../transport/health/mod.ts";
import type { RecordedTry } from "./_recorded_groups.ts";

/** Fewer answers than these of an endpoint say less of its next one than those of all endpoints of the model. */
const LEAST_ANSWERS = 5;

/** What was known at a moment: tries that had ended by then, and nothing of those that were still to come. */
export class Evidence {
  #nowMs = 0;
  readonly #monitor: HealthMonitor;
  readonly #means = new Map<string, Means>();
  /** In the order of their ends. */
  #pending: { readonly tried: RecordedTry; readonly model: string }[] = [];

  constructor() {
    const clock: Clock = {
      nowMs: () => this.#nowMs,
      date: () => new Date(this.#nowMs),
      sleep: () => Promise.reject(new Error("Nothing waits here")),
    };
    this.#monitor = new HealthMonitor({ clock });
  }

  /** Tries that a decision has led to: they count from their ends on. */
  add(tries: readonly RecordedTry[], model: string): void {
    if (tries.length === 0) return;
    this.#pending.push(...tries.map((tried) => ({ tried, model })));
    this.#pending.sort((a, b) =>
      a.tried.endMs - b.tried.endMs ||
      (a.tried.endpoint < b.tried.endpoint ? -1 : a.tried.endpoint > b.tried.endpoint ? 1 : 0)
    );
  }

  /** It is so late now. */
  advanceTo(nowMs: number): void {
    let ended = 0;
    while (ended < this.#pending.length && this.#pending[ended].tried.endMs <= nowMs) ended++;
    for (const { tried, model } of this.#pending.slice(0, ended)) this.#count(tried, model);
    this.#pending = this.#pending.slice(ended);
    this.#nowMs = Math.max(this.#nowMs, nowMs);
  }

  /** `null`: it was never seen. */
  health(endpoint: EndpointKey): Health | null {
    const health = this.#monitor.health(endpoint);
    return health.seenAt === null ? null : health;
  }

  /** How long its answers were on average, or those of the model; `null`: there was none. */
  meanOutputTokens(endpoint: EndpointKey, model: string): number | null {
    const own = this.#means.get(endpoint);
    const means = own !== undefined && own.answers >= LEAST_ANSWERS ? own : this.#means.get(model);
    return means === undefined || means.answers === 0 ? null : means.outputTokens / means.answers;
  }

  /** What its calls cost on average; `null`: no cost of any is known. */
  meanCostUsd(endpoint: EndpointKey): string | null {
    const own = this.#means.get(endpoint);
    return own === undefined || own.priced === 0
      ? null
      : own.costUsd.dividedBy(Decimal.fromInteger(own.priced), 12).toString();
  }

  #count(tried: RecordedTry, model: string): void {
    this.#nowMs = Math.max(this.#nowMs, tried.endMs);
    const { endpoint, provider, errorKind, latencyMs, ttftMs, outputTps, httpStatus } = tried;
    this.#monitor.listener({
      type: "ended",
      atMs: this.#nowMs,
      place: { endpoint, provider, model, credential: null },
      try: tried.try,
      // A recorded try was a call once, and counts as the call that it was.
      source: "live",
      ...{ errorKind, httpStatus, latencyMs, ttftMs, outputTps },
      usage: null,
      costUsd: tried.costUsd,
      tools: { offered: false, calls: 0, valid: 0 },
    });
    for (const key of [endpoint, model]) {
      const means = this.#means.get(key) ?? new Means();
      this.#means.set(key, means);
      means.add(tried);
    }
  }
}

class Means {
  answers = 0;
  outputTokens = 0;
  priced = 0;
  costUsd = Decimal.fromInteger(0);

  add({ errorKind, outputTokens, costUsd }: RecordedTry): void {
    if (errorKind === null && outputTokens !== null) {
      this.answers++;
      this.outputTokens += outputTokens;
    }
    if (costUsd === null) return;
    this.priced++;
    this.costUsd = this.costUsd.plus(Decimal.parse(costUsd));
  }
}
