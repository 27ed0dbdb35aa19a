/** After so long with nothing refused, twice as many calls may go. */
const PACE_MS = 1000;
const MAX_PACE_MS = 60_000;
/** From so many calls on there is no herd any more, unless more were in flight before. */
const LEAST_HERD = 8;

/**
 * A scope that has to wait, and how it starts again: with one call, then two for each that came back well, and twice as
 * many after every second without a refusal, until as many have gone as were in flight before.
 */
export class Pause {
  untilMs = -Infinity;
  reason = "";
  #allowance = Infinity;
  #started = 0;
  #herd = 0;
  #paceMs = PACE_MS;
  #pacedAtMs = 0;

  /** A longer pause is never shortened, and one that is over already is none. */
  extend(untilMs: number, { reason, nowMs, inFlight }: { reason: string; nowMs: number; inFlight: number }): void {
    if (untilMs <= nowMs || untilMs <= this.untilMs) return;
    this.untilMs = untilMs;
    this.reason = reason;
    if (untilMs - nowMs < PACE_MS && this.#allowance === Infinity) return;
    if (this.#allowance === Infinity) this.#herd = LEAST_HERD;
    this.#herd = Math.max(this.#herd, inFlight);
    this.#allowance = 1;
    this.#started = 0;
    this.#paceMs = PACE_MS;
    this.#pacedAtMs = untilMs;
  }

  isOver(nowMs: number): boolean {
    return nowMs >= this.untilMs;
  }

  /** How many more calls may start now. */
  allowance(nowMs: number): number {
    if (this.#allowance === Infinity) return Infinity;
    while (this.#allowance < this.#herd && nowMs >= this.#pacedAtMs + this.#paceMs) {
      this.#pacedAtMs += this.#paceMs;
      this.#allow(this.#allowance * 2);
    }
    return this.#allowance - this.#started;
  }

  waitMs(nowMs: number): number {
    if (!this.isOver(nowMs)) return this.untilMs - nowMs;
    return this.allowance(nowMs) >= 1 ? 0 : this.#pacedAtMs + this.#paceMs - nowMs;
  }

  started(): void {
    if (this.#allowance !== Infinity) this.#started += 1;
  }

  /** A call that started at `startedMs` has ended. */
  ended(
    startedMs: number,
    { outcome, nowMs }: { outcome: "good" | "refused" | "other" | "notSent"; nowMs: number },
  ): void {
    if (this.#allowance === Infinity || startedMs < this.untilMs) return;
    if (outcome === "notSent") this.#started -= 1;
    if (outcome === "good") this.#allow(this.#allowance + 2);
    if (outcome !== "refused") return;
    this.#paceMs = Math.min(MAX_PACE_MS, this.#paceMs * 2);
    this.#pacedAtMs = nowMs;
    this.#allowance = Math.max(1, this.#started);
  }

  #allow(calls: number): void {
    this.#allowance = calls;
    if (calls >= this.#herd) this.#allowance = Infinity;
  }
}
