import { Decimal } from "../../base/mod.ts";

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const RECENT_MINUTES = 10;
/** How long a baseline must be before anything is held against it, and how much of the past it knows. */
const LEAST_BASELINE_MINUTES = 10;
const MAX_MINUTES = 24 * HOUR_MINUTES;

/** What is spent now, and what was usual before. */
export interface SpendRates {
  /** In the last hour, in US dollars. */
  readonly lastHourUsd: Decimal;
  /** In the last ten minutes, by the hour, in US dollars. */
  readonly nowPerHour: number;
  /** In the time before, by the hour; `null`: that is too short, or nothing was spent. */
  readonly usualPerHour: number | null;
}

/** Sums what calls cost by the minute, over a day at most. */
export class SpendWatch {
  readonly #startMs: number;
  readonly #minutes = new Map<number, Decimal>();

  constructor(nowMs: number) {
    this.#startMs = nowMs;
  }

  /** A call has cost so much. */
  add(costUsd: string, nowMs: number): void {
    const minute = this.#minuteOf(nowMs);
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? Decimal.fromInteger(0)).plus(Decimal.parse(costUsd)));
    for (const old of this.#minutes.keys()) {
      if (old > minute - MAX_MINUTES) break;
      this.#minutes.delete(old);
    }
  }

  /** How much is spent now, and was before. */
  rates(nowMs: number): SpendRates {
    const now = this.#minuteOf(nowMs);
    const recentMinutes = Math.min(RECENT_MINUTES, now + 1);
    const pastMinutes = Math.min(MAX_MINUTES, now + 1) - recentMinutes;
    const recent = this.#sum(now - recentMinutes + 1, now);
    const past = this.#sum(now - recentMinutes - pastMinutes + 1, now - recentMinutes);
    const usual = pastMinutes < LEAST_BASELINE_MINUTES ? 0 : past.toNumber() / pastMinutes * HOUR_MINUTES;
    return {
      lastHourUsd: this.#sum(now - HOUR_MINUTES + 1, now),
      nowPerHour: recent.toNumber() / RECENT_MINUTES * HOUR_MINUTES,
      usualPerHour: usual === 0 ? null : usual,
    };
  }

  #minuteOf(nowMs: number): number {
    return Math.floor((nowMs - this.#startMs) / MINUTE_MS);
  }

  #sum(from: number, to: number): Decimal {
    let sum = Decimal.fromInteger(0);
    for (const [minute, usd] of this.#minutes) if (minute >= from && minute <= to) sum = sum.plus(usd);
    return sum;
  }
}
