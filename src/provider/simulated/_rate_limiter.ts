import type { Clock } from "../../spec/mod.ts";
import type { SimulatedRateLimit } from "./simulated_endpoint.ts";

const MINUTE_MS = 60_000;

/** How an endpoint's limit stands after a request. */
export interface RateState {
  readonly isAdmitted: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Until a request is free again. */
  readonly resetMs: number;
}

/** Lets so many requests through in any minute. */
export interface RateLimiter {
  admit(): RateState;
}

/** The limiter of a law. */
export function rateLimiter(limit: number, counting: SimulatedRateLimit["counting"], clock: Clock): RateLimiter {
  switch (counting) {
    case "fixed":
      return new FixedWindow(limit, clock);
    case "bucket":
      return new Bucket(limit, clock);
    default:
      return new SlidingWindow(limit, clock);
  }
}

/** The last 60 seconds. */
class SlidingWindow implements RateLimiter {
  readonly #limit: number;
  readonly #clock: Clock;
  #admittedMs: number[] = [];

  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  admit(): RateState {
    const nowMs = this.#clock.nowMs();
    const stale = this.#admittedMs.findIndex((ms) => nowMs - ms < MINUTE_MS);
    this.#admittedMs.splice(0, stale < 0 ? this.#admittedMs.length : stale);
    const isAdmitted = this.#admittedMs.length < this.#limit;
    if (isAdmitted) this.#admittedMs.push(nowMs);
    const resetMs = Math.ceil((this.#admittedMs[0] ?? nowMs) + MINUTE_MS - nowMs);
    return { isAdmitted, limit: this.#limit, remaining: this.#limit - this.#admittedMs.length, resetMs };
  }
}

/** The minutes of the clock. */
class FixedWindow implements RateLimiter {
  readonly #limit: number;
  readonly #clock: Clock;
  #minute = -1;
  #admitted = 0;

  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  admit(): RateState {
    const nowMs = this.#clock.nowMs();
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.#minute) this.#admitted = 0;
    this.#minute = minute;
    const isAdmitted = this.#admitted < this.#limit;
    if (isAdmitted) this.#admitted++;
    const resetMs = Math.ceil((minute + 1) * MINUTE_MS - nowMs);
    return { isAdmitted, limit: this.#limit, remaining: this.#limit - this.#admitted, resetMs };
  }
}

/** As many as a minute's may come at once, and they come back evenly. */
class Bucket implements RateLimiter {
  readonly #limit: number;
  readonly #clock: Clock;
  #level: number;
  #atMs: number;

  constructor(limit: number, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
    this.#level = limit;
    this.#atMs = clock.nowMs();
  }

  admit(): RateState {
    const nowMs = this.#clock.nowMs();
    const perMs = this.#limit / MINUTE_MS;
    this.#level = Math.min(this.#limit, this.#level + (nowMs - this.#atMs) * perMs);
    this.#atMs = nowMs;
    const isAdmitted = this.#level >= 1;
    if (isAdmitted) this.#level--;
    const resetMs = Math.ceil(Math.max(0, 1 - this.#level) / perMs);
    return { isAdmitted, limit: this.#limit, remaining: Math.floor(this.#level), resetMs };
  }
}
