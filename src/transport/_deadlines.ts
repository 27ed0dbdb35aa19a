import { setAlarm } from "../base/mod.ts";
import type { Clock } from "../spec/mod.ts";

/** Something that is given up when its time comes. */
export interface Due {
  /** By the clock's monotonic time; it moves as the call goes on. `null`: never. */
  readonly dueMs: number | null;
  /** No move brings it nearer to its moment than this. */
  readonly leastMs: number;
  /** Its time has come; it is watched no longer. */
  giveUp(): void;
}

/**
 * One sleeper for all deadlines. Most never come, and move many times before they are taken away: that costs nothing
 * here, as the sleeper looks again before any that has moved can be over.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #watched = new Set<Due>();
  #takeBack: (() => void) | null = null;
  #wakeMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watch it from now on. */
  watch(due: Due): void {
    this.#watched.add(due);
    const lookMs = lookAt(due, this.#clock.nowMs());
    if (lookMs < this.#wakeMs) this.#sleepUntil(lookMs);
  }

  /** It has come to its end. */
  leave(due: Due): void {
    this.#watched.delete(due);
    if (this.#watched.size === 0) this.#stop();
  }

  #stop(): void {
    this.#wakeMs = Infinity;
    this.#takeBack?.();
    this.#takeBack = null;
  }

  #sleepUntil(wakeMs: number): void {
    this.#stop();
    this.#wakeMs = wakeMs;
    const waitMs = Math.max(0, wakeMs - this.#clock.nowMs());
    this.#takeBack = setAlarm(this.#clock, waitMs, () => this.#look());
  }

  #look(): void {
    this.#takeBack = null;
    this.#wakeMs = Infinity;
    const nowMs = this.#clock.nowMs();
    let nextMs = Infinity;
    for (const due of this.#watched) {
      if (due.dueMs !== null && due.dueMs <= nowMs) {
        this.#watched.delete(due);
        due.giveUp();
      } else nextMs = Math.min(nextMs, lookAt(due, nowMs));
    }
    // Whoever was given up may have brought in somebody new, for whom a sleeper has been sent already.
    if (nextMs < this.#wakeMs) this.#sleepUntil(nextMs);
  }
}

function lookAt({ dueMs, leastMs }: Due, nowMs: number): number {
  return Math.min(dueMs ?? Infinity, nowMs + leastMs);
}
