/** How many seconds a rate looks back. */
const SECONDS = 15;
const SECOND_MS = 1000;

/** Counts what happens, and tells how often it did of late. A count costs a few nanoseconds. */
export class RateWindow {
  readonly #startMs: number;
  readonly #counts = new Uint32Array(SECONDS);
  #second: number;

  constructor(startMs: number) {
    this.#startMs = startMs;
    this.#second = Math.floor(startMs / SECOND_MS);
  }

  add(nowMs: number): void {
    this.#moveTo(nowMs);
    this.#counts[this.#second % SECONDS]++;
  }

  /** In a second; `null`: nothing has happened in the window, or it is too short to tell. */
  perS(nowMs: number): number | null {
    this.#moveTo(nowMs);
    const all = this.#counts.reduce((sum, count) => sum + count, 0);
    // The second that has begun counts as far as it has gone.
    const windowMs = Math.min(nowMs - this.#startMs, nowMs - (this.#second - SECONDS + 1) * SECOND_MS);
    return all === 0 || windowMs <= 0 ? null : all / windowMs * SECOND_MS;
  }

  #moveTo(nowMs: number): void {
    const second = Math.floor(nowMs / SECOND_MS);
    if (second === this.#second) return;
    for (let passed = 1; passed <= Math.min(SECONDS, second - this.#second); passed++) {
      this.#counts[(this.#second + passed) % SECONDS] = 0;
    }
    this.#second = second;
  }
}
