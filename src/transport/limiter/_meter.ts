import type { PastUse } from "./_past_use.ts";
import { SlidingSum, type Span } from "./_sliding_sum.ts";
import { type ToldFacts, ToldLevel } from "./_told_level.ts";
import type { Unit } from "./_unit.ts";

/** Two calls that are let go a window apart may arrive less than that apart: by so much at most, we assume. */
const MAX_JITTER_MS = 1000;
const JITTER_SHARE = 0.05;

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

  /** What comes back is to be settled; `null`: it is held until then. */
  charge(amount: number, nowMs: number): Span | null {
    this.#told?.take(amount, nowMs);
    if (!this.#atEnd) return this.#sum.add(amount, nowMs);
    this.#held += amount;
    return null;
  }

  settle(span: Span | null, { asked, actual, nowMs }: { asked: number; actual: number; nowMs: number }): void {
    if (span !== null) return this.#sum.change(span, actual - asked);
    this.#held -= asked;
    if (actual > 0) this.#sum.add(actual, nowMs);
  }

  /** Calls that were let go elsewhere count as those from here do. */
  recall({ startMs, endMs, amounts }: PastUse): void {
    this.#sum.addPast(amounts[this.unit] ?? 0, this.#atEnd ? endMs : startMs);
  }

  tell(told: Omit<ToldFacts, "leftTotal">, nowMs: number): void {
    this.#told = new ToldLevel({ ...told, leftTotal: this.#sum.leftAt(nowMs) }, nowMs);
  }

  /** A call took so much more than it had asked for; `sentTotal` is all that had been sent with it. */
  correctTold(by: number, { sentTotal, nowMs }: { sentTotal: number; nowMs: number }): void {
    if (by !== 0 && this.#told !== null && sentTotal > this.#told.sentFrom) this.#told.take(by, nowMs);
  }

  #toldWaitMs(amount: number, nowMs: number): number {
    if (this.#told === null) return 0;
    const missing = this.#told.missing(amount, { leftTotal: this.#sum.leftAt(nowMs), nowMs });
    return missing <= 0 ? 0 : this.#told.waitMs(missing, { leavingMs: this.#sum.untilDownBy(missing, nowMs), nowMs });
  }
}
