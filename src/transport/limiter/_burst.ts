/** How many may start at once of so many per window: a bucket that is filled evenly. */
export class Burst {
  #fullAtMs = -Infinity;

  waitMs(burst: number, { intervalMs, nowMs }: { intervalMs: number; nowMs: number }): number {
    return Math.max(0, this.#fullAtMs - (burst - 1) * intervalMs - nowMs);
  }

  take(intervalMs: number, nowMs: number): void {
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs) + intervalMs;
  }

  giveBack(intervalMs: number): void {
    this.#fullAtMs -= intervalMs;
  }
}
