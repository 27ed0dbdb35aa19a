import { SlidingSum, type Span } from "./_sliding_sum.ts";

/** A refusal that asks for a longer wait tells of no limit per second. */
const SECOND_MS = 1000;
/** Two calls that are let go a second apart may arrive less than that apart. */
const WINDOW_MS = SECOND_MS * 1.02;
/** Fewer calls than this in a second are no measure of a limit. */
const FEWEST = 2;
/** More is tried after so long with nothing refused: half as long each time that it went well, else twice as long. */
const TRY_AFTER_MS = 8_000;
const SOONEST_MS = 2000;
const LATEST_MS = 300_000;
/** Calls arrive late and early: what is refused once in so long takes no more than this of a limit that held. */
const RARE_MS = 4000;
const LEAST_LEFT = 0.95;
/** How much more is tried: twice as much again each time that it went well. */
const STEP = 0.05;

/**
 * How many calls a second an endpoint takes that tells nobody, found out from refusals that ask for a wait of a second or
 * less: as many as went in the second before and were not refused. From time to time a little more is tried.
 */
export class RefusedRate {
  /** `Infinity`: nothing is known. */
  limit = Infinity;
  readonly #sent = new SlidingSum(WINDOW_MS);
  #step = STEP;
  #tryAfterMs = TRY_AFTER_MS;
  #tryAtMs = Infinity;
  /** When the latest refusals began, and what they leave of the limit at least. */
  #refusedAtMs = -Infinity;
  #least = 0;
  #hasTried = false;
  #wasFull = false;

  /** A call goes; what comes back is for `refused`. */
  started(nowMs: number): Span {
    const span = this.#sent.add(1, nowMs);
    if (this.limit === Infinity) return span;
    this.#wasFull ||= this.#sent.at(nowMs) >= this.limit;
    if (this.#wasFull && nowMs >= this.#tryAtMs) this.#tryMore(nowMs);
    return span;
  }

  /** A call was refused, and its endpoint asked to wait for `waitMs`. `isKnown`: what its limits are is known otherwise. */
  refused(span: Span, { waitMs, isKnown, nowMs }: { waitMs: number; isKnown: boolean; nowMs: number }): void {
    this.#sent.change(span, -1);
    const taken = this.#sent.at(nowMs);
    if (isKnown || waitMs <= 0 || waitMs > SECOND_MS || taken < FEWEST) return;
    const sinceMs = nowMs - this.#refusedAtMs;
    if (sinceMs > SECOND_MS) {
      const isRare = sinceMs > RARE_MS && this.limit !== Infinity && !this.#hasTried;
      this.#least = isRare ? Math.floor(this.limit * LEAST_LEFT) : 0;
      this.#refusedAtMs = nowMs;
    }
    this.limit = Math.max(taken, this.#least);
    if (this.#hasTried) {
      this.#tryAfterMs = Math.min(LATEST_MS, this.#tryAfterMs * 2);
      this.#step = STEP;
    }
    this.#hasTried = this.#wasFull = false;
    this.#tryAtMs = nowMs + this.#tryAfterMs;
  }

  /** A call was not sent after all. */
  notSent(span: Span): void {
    this.#sent.change(span, -1);
  }

  /** How long until another call may go. */
  waitMs(nowMs: number): number {
    const over = this.#sent.at(nowMs) + 1 - this.limit;
    return over <= 0 ? 0 : this.#sent.untilDownBy(over, nowMs);
  }

  #tryMore(nowMs: number): void {
    if (this.#hasTried) {
      this.#step *= 2;
      this.#tryAfterMs = Math.max(SOONEST_MS, this.#tryAfterMs / 2);
    }
    this.limit = Math.ceil(this.limit * (1 + this.#step));
    this.#hasTried = true;
    this.#wasFull = false;
    this.#tryAtMs = nowMs + this.#tryAfterMs;
  }
}
