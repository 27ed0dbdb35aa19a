import type { Clock } from "../../../src/spec/mod.ts";

/** How many turns of promises a woken sleeper has before the next one wakes. */
const TURNS = 24;

interface Sleeper {
  readonly atMs: number;
  readonly order: number;
  readonly wake: () => void;
}

/**
 * A virtual clock for worlds with thousands of sleepers: it gives way to promises only, never to the event loop, which
 * makes it some hundred times as fast as `VirtualClock`.
 */
export class QuickClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #sleepers: Sleeper[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(this.#nowMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        reject(signal!.reason);
      };
      const wake = () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      const sleeper = { atMs: this.#nowMs + Math.max(0, ms), order: this.#order++, wake };
      this.#sleepers.splice(this.#placeOf(sleeper), 0, sleeper);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** Whether nobody sleeps. */
  get isIdle(): boolean {
    return this.#sleepers.length === 0;
  }

  /** Move on to the next moment at which somebody wakes, but not beyond `untilMs`. */
  async step(untilMs = Infinity): Promise<void> {
    const nextMs = this.#sleepers.at(-1)?.atMs ?? untilMs;
    this.#nowMs = Math.min(nextMs, untilMs);
    while (this.#sleepers.length > 0 && this.#sleepers.at(-1)!.atMs <= this.#nowMs) this.#sleepers.pop()!.wake();
    for (let turn = 0; turn < TURNS; turn++) await null;
  }

  /** Move on until a moment, or until nobody sleeps. */
  async run(untilMs = Infinity): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await null;
    while (this.#nowMs < untilMs && (untilMs < Infinity || !this.isIdle)) await this.step(untilMs);
  }

  /** The next to wake stands last. */
  #placeOf(sleeper: Sleeper): number {
    let [low, high] = [0, this.#sleepers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sleepers[middle].atMs > sleeper.atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
