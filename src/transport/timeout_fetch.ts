import type { Clock, NotedFetch } from "../spec/mod.ts";
import { passThrough } from "../base/mod.ts";

/** Limits of one HTTP try, in milliseconds from its hand-over to the network. What is absent is not limited. */
export interface TimeoutLimits {
  /** To the last byte. */
  readonly totalMs?: number;
  /** To the headers of the response. */
  readonly headersMs?: number;
  /** Between two chunks of the body, and from the headers to the first. */
  readonly idleMs?: number;
}

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
    }
  };
}

function watchBody(response: Response, watch: Watch): Response {
  watch.headersCame();
  const stop = () => watch.stop();
  return passThrough(response, { chunk: () => watch.bytesCame(), end: stop, error: stop, cancel: stop });
}

/** Sleeps until the next limit, and aborts when it has passed. */
class Watch {
  readonly #limits: TimeoutLimits;
  readonly #clock: Clock;
  readonly #controller = new AbortController();
  #sleep: AbortController | null = null;
  #startMs = 0;
  /** When something last came; `null` before the headers. */
  #activeMs: number | null = null;

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
    this.bytesCame();
    // From here on another limit counts, which may be nearer than the one that is being slept for.
    this.stop();
    this.#watch();
  }

  bytesCame(): void {
    this.#activeMs = this.#clock.nowMs();
  }

  stop(): void {
    this.#sleep?.abort();
    this.#sleep = null;
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

  #nextLimit(): { name: string; ms: number; atMs: number } | null {
    const { totalMs, headersMs, idleMs } = this.#limits;
    const phase = this.#activeMs === null
      ? { name: "time to the headers", ms: headersMs, fromMs: this.#startMs }
      : { name: "time between chunks", ms: idleMs, fromMs: this.#activeMs };
    const limits = [{ name: "total time", ms: totalMs, fromMs: this.#startMs }, phase]
      .flatMap(({ name, ms, fromMs }) => ms === undefined ? [] : [{ name, ms, atMs: fromMs + ms }]);
    return limits.sort((a, b) => a.atMs - b.atMs)[0] ?? null;
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
