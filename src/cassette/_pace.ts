import type { Clock } from "../spec/mod.ts";

/** The times of a recording, lived again from now on, at so many times the speed. */
export class Pace {
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #startMs: number;

  constructor(clock: Clock, speed: number) {
    this.#clock = clock;
    this.#speed = speed;
    this.#startMs = clock.nowMs();
  }

  /**
   * Wait for a time of the recording, in milliseconds from the hand-over of the request; what is past comes at once.
   * Rejects with the signal's reason when it aborts.
   */
  async until(recordedMs: number, signal?: AbortSignal | null): Promise<void> {
    signal?.throwIfAborted();
    const waitMs = this.#startMs + recordedMs / this.#speed - this.#clock.nowMs();
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal ?? undefined);
  }
}
