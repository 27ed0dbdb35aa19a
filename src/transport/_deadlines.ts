import type { Clock } from "../spec/mod.ts";

/** Something that is given up when its time comes. */
export interface Due {
  /** By the clock's monotonic time; it may move. `null`: never. */
  readonly dueMs: number | null;
  /** Its time has come; it is watched no longer. */
  giveUp(): void;
}

/** Why a sleep is over before its time. Without a reason of its own, each abort would make an error with a stack. */
const STOPPED = "nobody has to be watched any longer";

/**
 * One sleeper for all deadlines. Most never come, and move many times before they are taken away: that costs nothing
 * here, as the sleeper looks again when the earliest time is there that it knew when it fell asleep.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #watched = new Set<Due>();
  #sleep: AbortController | null = null;
  #wakeMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Watch it from now on; to be told again when its time has moved nearer. */
  watch(due: Due): void {
    this.#watched.add(due);
    if (due.dueMs !== null && due.dueMs < this.#wakeMs) this.#sleepUntil(due.dueMs);
  }

  /** It has come to its end. */
  leave(due: Due): void {
    this.#watched.delete(due);
    if (this.#watched.size === 0) this.#stop();
  }

  #stop(): void {
    this.#wakeMs = Infinity;
    this.#sleep?.abort(STOPPED);
    this.#sleep = null;
  }

  #sleepUntil(wakeMs: number): void {
    this.#stop();
    this.#wakeMs = wakeMs;
    const sleep = new AbortController();
    this.#sleep = sleep;
    this.#clock.sleep(Math.max(0, wakeMs - this.#clock.nowMs()), sleep.signal).then(() => this.#look(), () => {});
  }

  #look(): void {
    this.#sleep = null;
    this.#wakeMs = Infinity;
    const nowMs = this.#clock.nowMs();
    let nextMs = Infinity;
    for (const due of this.#watched) {
      if (due.dueMs !== null && due.dueMs <= nowMs) {
        this.#watched.delete(due);
        due.giveUp();
      } else nextMs = Math.min(nextMs, due.dueMs ?? Infinity);
    }
    // Whoever was given up may have brought in somebody new, for whom a sleeper has been sent already.
    if (nextMs < this.#wakeMs) this.#sleepUntil(nextMs);
  }
}
