/**
 * How many may start at once of so many per window: a bucket that is filled evenly. What was taken for a call that then
 * was not sent is not given back: by then the bucket may have been full without it.
 */
export class Burst {
  #fullAtMs = -Infinity;

  waitMs(burst: number, { intervalMs, nowMs }: { intervalMs: number; nowMs: number }): number {
    return Math.max(0, this.#fullAtMs - (burst - 1) * intervalMs - nowMs);
  }

  take(intervalMs: number, nowMs: number): void {
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs) + intervalMs;
  }
}
