import { setAlarm } from "../../base/mod.ts";
import type { Clock } from "../../spec/mod.ts";

/** Longer waits are made in pieces: timers of the runtime overflow after 24 days. */
const LONGEST_MS = 86_400_000;

/** Wakes a scope, once, at the moment that was set last. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #atMs = Infinity;
  #takeBack: (() => void) | null = null;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** `Infinity`: not at all. */
  setIn(waitMs: number): void {
    const atMs = this.#clock.nowMs() + waitMs;
    if (atMs === Infinity) return this.off();
    if (Math.abs(atMs - this.#atMs) < 0.01) return;
    this.off();
    this.#atMs = atMs;
    this.#takeBack = setAlarm(
      this.#clock,
      Math.min(LONGEST_MS, Math.max(1, Math.ceil(waitMs))),
      () => this.#rung(),
    );
  }

  off(): void {
    this.#takeBack?.();
    this.#takeBack = null;
    this.#atMs = Infinity;
  }

  #rung(): void {
    this.#takeBack = null;
    this.#atMs = Infinity;
    this.#ring();
  }
}
