import { setImmediate } from "node:timers";
import type { Clock } from "../../src/spec/mod.ts";

interface Sleeper {
  readonly atMs: number;
  readonly order: number;
  wake: (() => void) | null;
}

/** Turns of the event loop in which whatever was woken gets on, before time moves again. */
const TURNS = 3;

/**
 * A clock that moves by itself: as soon as nobody has anything to do any more, it is the time at which the next sleeper
 * wakes. An hour of ten thousand calls passes in seconds.
 */
export class HastyClock implements Clock {
  #nowMs = 0;
  #slept = 0;
  #heap: Sleeper[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(Date.UTC(2026, 10, 21) + this.#nowMs);
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper: Sleeper = { atMs: this.#nowMs + Math.max(0, ms), order: this.#slept++, wake: null };
      const onAbort = () => {
        sleeper.wake = null;
        reject(signal!.reason);
      };
      sleeper.wake = () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#push(sleeper);
    });
  }

  /** Let time pass until the work is done. */
  async while<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const watched = work.finally(() => isDone = true);
    watched.catch(() => {});
    while (!isDone) {
      for (let turn = 0; turn < TURNS && !isDone; turn++) await new Promise((resolve) => setImmediate(resolve));
      if (!isDone) this.#wakeNext();
    }
    return await watched;
  }

  #wakeNext(): void {
    for (let next = this.#pop(); next !== null; next = this.#pop()) {
      if (next.wake === null) continue;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      return;
    }
  }

  #push(sleeper: Sleeper): void {
    const heap = this.#heap;
    let at = heap.push(sleeper) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(heap[at], heap[parent])) break;
      [heap[at], heap[parent]] = [heap[parent], heap[at]];
      at = parent;
    }
  }

  #pop(): Sleeper | null {
    const heap = this.#heap;
    const first = heap[0];
    if (first === undefined) return null;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && isBefore(heap[left], heap[least])) least = left;
      if (right < heap.length && isBefore(heap[right], heap[least])) least = right;
      if (least === at) return first;
      [heap[at], heap[least]] = [heap[least], heap[at]];
      at = least;
    }
  }
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
