import { SlidingSum, type Span } from "./_sliding_sum.ts";
import { type ToldFacts, ToldLevel } from "./_told_level.ts";
import type { Unit } from "./_unit.ts";

/** Two calls that are let go a window apart may arrive less than that apart: by so much at most, we assume. */
const MAX_JITTER_MS = 1000;
const JITTER_SHARE = 0.05;

/** What a response told, and how such a limit comes back. */
export type Told = Omit<ToldFacts, "sentSince" | "sentTotal" | "leftTotal">;

/** What a permit keeps of one meter. */
export interface Charge {
  readonly amount: number;
  /** `null` while it is held: what counts from the end of the call. */
  readonly span: Span | null;
  /** All that had been sent with it. */
  readonly sentTotal: number;
}

/**
 * One limit: so much of a unit in any window of a length. Output tokens that are limited apart are counted by providers
 * as they are made, so they are held from the start of the call and counted from its end on: the limit then holds
 * wherever between the two the provider counts. All else counts from the start.
 */
export class Meter {
  readonly unit: Unit;
  readonly windowMs: number;
  /** As the user set it: nothing goes above. */
  user: number | null = null;
  /** As a new account has it; holds where the user set nothing until the provider tells. */
  guess: number | null = null;
  /** As the provider told. */
  learned: number | null = null;
  readonly #sum: SlidingSum;
  readonly #atEnd: boolean;
  #held = 0;
  #sentTotal = 0;
  #inFlight = 0;
  #told: ToldLevel | null = null;

  constructor(unit: Unit, windowMs: number) {
    this.unit = unit;
    this.windowMs = windowMs;
    this.#sum = new SlidingSum(windowMs + Math.min(MAX_JITTER_MS, windowMs * JITTER_SHARE));
    this.#atEnd = unit === "outputTokens";
  }

  get limit(): number {
    return Math.min(this.user ?? Infinity, this.learned ?? (this.user === null ? this.guess : null) ?? Infinity);
  }

  get source(): "user" | "guess" | "provider" {
    if (this.user !== null && this.user === this.limit) return "user";
    return this.learned !== null || this.guess === null ? "provider" : "guess";
  }

  used(nowMs: number): number {
    return this.#sum.at(nowMs) + this.#held;
  }

  remaining(nowMs: number): number {
    const left = this.limit - this.used(nowMs);
    return Math.max(0, Math.min(left, this.#told?.remaining(this.#sum.leftAt(nowMs), nowMs) ?? Infinity));
  }

  /** How long until there is room if nothing is added; `Infinity`: only the end of a call makes room. */
  waitMs(amount: number, nowMs: number): number {
    const { limit } = this;
    const toldMs = this.#toldWaitMs(amount, nowMs);
    if (limit === Infinity) return toldMs;
    const over = this.used(nowMs) + Math.min(amount, limit) - limit;
    return over <= 0 ? toldMs : Math.max(toldMs, this.#sum.untilDownBy(over, nowMs));
  }

  charge(amount: number, nowMs: number): Charge {
    this.#sentTotal += amount;
    this.#inFlight += amount;
    this.#told?.take(amount, nowMs);
    if (!this.#atEnd) return { amount, span: this.#sum.add(amount, nowMs), sentTotal: this.#sentTotal };
    this.#held += amount;
    return { amount, span: null, sentTotal: this.#sentTotal };
  }

  settle({ amount, span, sentTotal }: Charge, actual: number, nowMs: number): void {
    const by = actual - amount;
    this.#inFlight -= amount;
    if (span === null) {
      this.#held -= amount;
      if (actual > 0) this.#sum.add(actual, nowMs);
    } else if (by !== 0) this.#sum.change(span, by);
    if (by !== 0 && this.#told !== null && sentTotal > this.#told.sentFrom) this.#told.take(by, nowMs);
  }

  /** `sentTotal`: all that had been sent with the call that was answered; `null`: not known which it was, then all in flight may be newer. */
  tell(told: Told, { sentTotal, nowMs }: { sentTotal: number | null; nowMs: number }): void {
    const sentSince = sentTotal === null ? this.#inFlight : this.#sentTotal - sentTotal;
    const leftTotal = this.#sum.leftAt(nowMs);
    this.#told = new ToldLevel({ ...told, sentSince, sentTotal: this.#sentTotal, leftTotal }, nowMs);
  }

  #toldWaitMs(amount: number, nowMs: number): number {
    if (this.#told === null) return 0;
    const missing = this.#told.missing(amount, { leftTotal: this.#sum.leftAt(nowMs), nowMs });
    return missing <= 0 ? 0 : this.#told.waitMs(missing, { leavingMs: this.#sum.untilDownBy(missing, nowMs), nowMs });
  }
}
