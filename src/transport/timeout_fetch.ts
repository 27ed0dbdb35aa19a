import type { Clock, NotedFetch, TimeoutSettings } from "../spec/mod.ts";
import { passThrough } from "../base/mod.ts";

/** Limits of one HTTP try, in milliseconds from its hand-over to the network. What is absent is not limited. */
export type TimeoutLimits = TimeoutSettings;

/**
 * A `fetch` that gives up when a limit is passed: the request is aborted with a `TimeoutError`, which shows as a failure
 * of kind `timeout`. The time starts at the hand-over, after the waits of the note, so that a replayed request, which is
 * never handed over, has no limits.
 */
export function withTimeout(fetch: NotedFetch, { clock, ...limits }: TimeoutLimits & { clock: Clock }): NotedFetch {
  return async (input, init = {}) => {
    const watch = new Watch(limits, clock);
    const { note } = init;
    const beforeLive = note?.beforeLive;
    if (note === undefined) watch.start();
    else {
      note.beforeLive = async (signal) => {
        await beforeLive?.(signal);
        watch.start();
      };
    }
    const signal = init.signal ? AbortSignal.any([init.signal, watch.signal]) : watch.signal;
    try {
      const response = await fetch(input, { ...init, signal });
      return watch.isRunning ? watchBody(response, watch) : response;
    } catch (error) {
      watch.stop();
      throw error;
    } finally {
      // The note may be sent again, by whoever was refused before the hand-over.
      if (note !== undefined) note.beforeLive = beforeLive;
    }
  };
}

function watchBody(response: Response, watch: Watch): Response {
  watch.headersCame();
  const stop = () => watch.stop();
  return passThrough(response, { chunk: () => watch.bytesCame(), end: stop, error: stop, cancel: stop });
}

type Phase = "headers" | "first byte" | "body";

/** Sleeps until the next limit, and aborts when it has passed. */
class Watch {
  readonly #limits: TimeoutLimits;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  #sleep: AbortController | null = null;
  #phase: Phase = "headers";
  #startMs = 0;
  /** When something last came. */
  #activeMs = 0;

  constructor(limits: TimeoutLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isRunning(): boolean {
    return this.#sleep !== null;
  }

  start(): void {
    this.#startMs = this.#clock.nowMs();
    this.#watch();
  }

  headersCame(): void {
    this.#enter("first byte");
  }

  bytesCame(): void {
    if (this.#phase === "body") this.#activeMs = this.#clock.nowMs();
    else this.#enter("body");
  }

  stop(): void {
    this.#sleep?.abort();
    this.#sleep = null;
  }

  /** From here on another limit counts, which may be nearer than the one that is being slept for. */
  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#activeMs = this.#clock.nowMs();
    this.stop();
    this.#watch();
  }

  async #watch(): Promise<void> {
    const sleep = new AbortController();
    this.#sleep = sleep;
    for (;;) {
      const next = this.#nextLimit();
      if (next === null) return;
      const leftMs = next.atMs - this.#clock.nowMs();
      if (leftMs <= 0) return this.#giveUp(next.name, next.ms);
      try {
        await this.#clock.sleep(leftMs, sleep.signal);
      } catch {
        return;
      }
    }
  }

  #nextLimit(): Limit | null {
    const { totalMs } = this.#limits;
    const total = totalMs === undefined ? null : { name: "total time", ms: totalMs, atMs: this.#startMs + totalMs };
    const phase = this.#phaseLimit();
    if (total === null || phase === null) return total ?? phase;
    return phase.atMs < total.atMs ? phase : total;
  }

  #phaseLimit(): Limit | null {
    const { headersMs, firstByteMs, idleMs } = this.#limits;
    if (this.#phase === "headers") return limit("time to the headers", headersMs, this.#startMs);
    const idle = limit("time between chunks", idleMs, this.#activeMs);
    return this.#phase === "body" ? idle : limit("time to the first byte", firstByteMs, this.#startMs) ?? idle;
  }

  #giveUp(name: string, ms: number): void {
    this.#sleep = null;
    this.#controller.abort(
      new DOMException(
        `Cannot wait longer as the limit of the ${name} is over: current value is ${ms} ms`,
        "TimeoutError",
      ),
    );
  }
}

interface Limit {
  readonly name: string;
  readonly ms: number;
  readonly atMs: number;
}

function limit(name: string, ms: number | undefined, fromMs: number): Limit | null {
  return ms === undefined ? null : { name, ms, atMs: fromMs + ms };
}
