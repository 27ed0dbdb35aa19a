import type { Clock } from "../../spec/mod.ts";

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
export class RateLimiter {
  readonly #limit: number;
  readonly #clock: Clock;
  #admittedMs: number[] = [];

  constructor(requestsPerMinute: number, clock: Clock) {
    this.#limit = requestsPerMinute;
    this.#clock = clock;
  }

  admit(): RateState {
    const nowMs = this.#clock.nowMs();
    this.#admittedMs = this.#admittedMs.filter((ms) => nowMs - ms < MINUTE_MS);
    const isAdmitted = this.#admittedMs.length < this.#limit;
    if (isAdmitted) this.#admittedMs.push(nowMs);
    const resetMs = Math.ceil((this.#admittedMs[0] ?? nowMs) + MINUTE_MS - nowMs);
    return { isAdmitted, limit: this.#limit, remaining: this.#limit - this.#admittedMs.length, resetMs };
  }
}
