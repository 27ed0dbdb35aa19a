import { passThrough } from "../base/mod.ts";
import type { Clock, NotedFetch, TimeoutSettings } from "../spec/mod.ts";
import { Deadlines, type Due } from "./_deadlines.ts";

/** Limits of one HTTP try, in milliseconds from its hand-over to the network. What is absent is not limited. */
export type TimeoutLimits = TimeoutSettings;

/**
 * A `fetch` that gives up when a limit is passed: the request is aborted with a `TimeoutError`, which shows as a failure
 * of kind `timeout`. The time starts at the hand-over, after the waits of the note, so that a replayed request, which is
 * never handed over, has no limits.
 */
export function withTimeout(fetch: NotedFetch, { clock, ...limits }: TimeoutLimits & { clock: Clock }): NotedFetch {
  return new Timeouts(clock).around(fetch, limits, (signal, { signal: ours }) => AbortSignal.any([signal, ours]));
}

/** The timeouts of many calls. */
export class Timeouts {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#deadlines = new Deadlines(clock);
  }

  /** As `withTimeout`. `join` gives the signal that aborts when either the caller's does or the controller. */
  around(
    fetch: NotedFetch,
    limits: TimeoutLimits,
    join: (signal: AbortSignal, controller: AbortController) => AbortSignal,
  ): NotedFetch {
    return async (input, init = {}) => {
      const watch = new Watch(limits, this.#clock, this.#deadlines);
      const { note, signal: given } = init;
      const signal = given ? join(given, watch.controller) : watch.controller.signal;
      const beforeLive = note?.beforeLive;
      if (note === undefined) watch.start();
      else {
        note.beforeLive = async (signal) => {
          await beforeLive?.(signal);
          watch.start();
        };
      }
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
}

function watchBody(response: Response, watch: Watch): Response {
  watch.headersCame();
  const stop = () => watch.stop();
  return passThrough(response, { chunk: () => watch.bytesCame(), end: stop, error: stop, cancel: stop });
}

type Phase = "headers" | "first byte" | "body";

interface Limit {
  readonly name: string;
  readonly ms: number;
  readonly atMs: number;
}

/** Knows the next limit of one try, and aborts it when that has passed. */
class Watch implements Due {
  readonly controller = new AbortController();
  readonly #limits: TimeoutLimits;
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  #isRunning = false;
  #phase: Phase = "headers";
  #startMs = 0;
  /** When something last came. */
  #activeMs = 0;

  constructor(limits: TimeoutLimits, clock: Clock, deadlines: Deadlines) {
    this.#limits = limits;
    this.#clock = clock;
    this.#deadlines = deadlines;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  get leastMs(): number {
    const { headersMs = Infinity, firstByteMs = Infinity, idleMs = Infinity, totalMs = Infinity } = this.#limits;
    return Math.min(headersMs, firstByteMs, idleMs, totalMs);
  }

  get dueMs(): number | null {
    return this.#next()?.atMs ?? null;
  }

  start(): void {
    this.#isRunning = true;
    this.#startMs = this.#clock.nowMs();
    this.#deadlines.watch(this);
  }

  headersCame(): void {
    this.#phase = "first byte";
    this.#activeMs = this.#clock.nowMs();
  }

  bytesCame(): void {
    this.#phase = "body";
    this.#activeMs = this.#clock.nowMs();
  }

  stop(): void {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    this.#deadlines.leave(this);
  }

  giveUp(): void {
    this.#isRunning = false;
    const { name, ms } = this.#next()!;
    const message = `Cannot wait longer as the limit of the ${name} is over: current value is ${ms} ms`;
    this.controller.abort(new DOMException(message, "TimeoutError"));
  }

  #next(): Limit | null {
    const total = limit("total time", this.#limits.totalMs, this.#startMs);
    const phase = this.#phaseLimit();
    return nearer(total, phase);
  }

  #phaseLimit(): Limit | null {
    const { headersMs, firstByteMs, idleMs } = this.#limits;
    const idle = limit("time between chunks", idleMs, this.#activeMs);
    if (this.#phase === "body") return idle;
    const firstByte = limit("time to the first byte", firstByteMs, this.#startMs);
    if (this.#phase === "first byte") return firstByte ?? idle;
    return nearer(firstByte, limit("time to the headers", headersMs, this.#startMs));
  }
}

function nearer(a: Limit | null, b: Limit | null): Limit | null {
  if (a === null || b === null) return a ?? b;
  return b.atMs < a.atMs ? b : a;
}

function limit(name: string, ms: number | undefined, fromMs: number): Limit | null {
  return ms === undefined ? null : { name, ms, atMs: fromMs + ms };
}
