import type { Clock } from "../spec/mod.ts";

/** The machine's own clock. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  date: () => new Date(),
  sleep: sleepFor,
  alarm(ms, ring) {
    const timer = setTimeout(ring, ms);
    return () => clearTimeout(timer);
  },
};

function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal!.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/**
 * A clock that stands still until it is told to move, so that a wait of a minute takes no time in a test.
 * `advance` wakes sleepers in the order of their times, and lets what they started run before the next one wakes.
 *
 * @example A minute in no time
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { VirtualClock } from "@tapedeck/tapedeck";
 *
 * const clock = new VirtualClock();
 * const waited = clock.sleep(60_000).then(() => clock.nowMs());
 * await clock.advance(60_000);
 * assertEquals(await waited, 60_000);
 * ```
 */
export class VirtualClock implements Clock {
  #nowMs = 0;
  readonly #startMs: number;
  #sleepers: Sleeper[] = [];

  /** `startDate` is what `date()` says before the clock has moved. */
  constructor(startDate: Date = new Date(0)) {
    this.#startMs = startDate.getTime();
  }

  nowMs(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(this.#startMs + this.#nowMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal!.reason);
      };
      const wake = () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      const sleeper: Sleeper = { atMs: this.#nowMs + Math.max(0, ms), wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** The time at which the next sleeper wakes, in milliseconds; `null` when nobody sleeps. */
  nextWakeMs(): number | null {
    return this.#sleepers.length === 0 ? null : Math.min(...this.#sleepers.map((sleeper) => sleeper.atMs));
  }

  /** Move on by `ms` milliseconds, waking everybody who sleeps until then. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (let next = this.nextWakeMs(); next !== null && next <= untilMs; next = this.nextWakeMs()) {
      this.#nowMs = next;
      const due = this.#sleepers.filter((sleeper) => sleeper.atMs <= next);
      this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.atMs > next);
      for (const sleeper of due) sleeper.wake();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }
}

/** One turn of the event loop: all promise callbacks that are ready have run after it. */
function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
