/** For so long what the provider told holds where it does not say when it is all there again. */
const UNTOLD_RESET_MS = 60_000;

/** What a response told of one limit. */
export interface ToldFacts {
  readonly limit: number | null;
  readonly remaining: number;
  readonly resetMs: number | null;
  /** By which the level comes back, where the provider fills it up steadily; 0: all at once. */
  readonly perMs: number;
  /** What was sent since, by the time of the response: it cannot be in `remaining`. */
  readonly sentSince: number;
  /** All that was ever sent by then. */
  readonly sentTotal: number;
}

/** How much is left by the provider's own count, other clients' calls included, until the moment of its reset. */
export class ToldLevel {
  readonly limit: number | null;
  readonly #untilMs: number;
  readonly #perMs: number;
  /** Sent before this is in what was told. */
  readonly sentFrom: number;
  #remaining: number;
  #atMs: number;

  constructor(facts: ToldFacts, nowMs: number) {
    this.limit = facts.limit;
    this.#remaining = facts.remaining - facts.sentSince;
    this.#perMs = facts.perMs;
    this.sentFrom = facts.sentTotal - facts.sentSince;
    this.#atMs = nowMs;
    this.#untilMs = nowMs + (facts.resetMs ?? UNTOLD_RESET_MS);
  }

  /** `Infinity` from the reset on: then it tells nothing any more. */
  remaining(nowMs: number): number {
    if (nowMs >= this.#untilMs) return Infinity;
    this.#refill(nowMs);
    return this.#remaining;
  }

  take(amount: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#remaining -= amount;
  }

  waitMs(amount: number, nowMs: number): number {
    const least = this.#asked(amount) - this.remaining(nowMs);
    if (least <= 0) return 0;
    const resetMs = this.#untilMs - nowMs;
    return this.#perMs === 0 ? resetMs : Math.min(resetMs, least / this.#perMs);
  }

  /** An ask for more than there ever is goes when all of it is there. */
  #asked(amount: number): number {
    return this.limit === null ? amount : Math.min(amount, this.limit);
  }

  #refill(nowMs: number): void {
    this.#remaining = Math.min(this.limit ?? Infinity, this.#remaining + this.#perMs * (nowMs - this.#atMs));
    this.#atMs = nowMs;
  }
}
