/** For so long what the provider told holds where it does not say when it is all there again. */
const UNTOLD_RESET_MS = 60_000;

/** What a response told of one limit, and what is known beside. */
export interface ToldFacts {
  readonly limit: number | null;
  readonly remaining: number;
  readonly resetMs: number | null;
  /** By which the level comes back, where the provider fills it up steadily; 0: it does not. */
  readonly perMs: number;
  /** Whether each call of ours comes back by itself when it leaves the window. */
  readonly isRolling: boolean;
  /** What was sent since: it cannot be in `remaining`. */
  readonly sentSince: number;
  /** All that was ever sent up to the call that was answered. */
  readonly sentFrom: number;
  /** All that had left the window by then. */
  readonly leftTotal: number;
}

/** How much is left by the provider's own count, other clients' calls included, until the moment of its reset. */
export class ToldLevel {
  readonly #facts: ToldFacts;
  readonly #untilMs: number;
  #remaining: number;
  #atMs: number;

  constructor(facts: ToldFacts, nowMs: number) {
    this.#facts = facts;
    this.#remaining = facts.remaining - facts.sentSince;
    this.#atMs = nowMs;
    this.#untilMs = nowMs + (facts.resetMs ?? UNTOLD_RESET_MS);
  }

  /** What was sent up to here is in what was told. */
  get sentFrom(): number {
    return this.#facts.sentFrom;
  }

  /** `Infinity` from the reset on: then it tells nothing any more. `leftTotal`: all that has left the window. */
  remaining(leftTotal: number, nowMs: number): number {
    if (nowMs >= this.#untilMs) return Infinity;
    this.#refill(nowMs);
    return this.#remaining + (this.#facts.isRolling ? leftTotal - this.#facts.leftTotal : 0);
  }

  take(amount: number, nowMs: number): void {
    this.#refill(nowMs);
    this.#remaining -= amount;
  }

  /** What is missing for a call; an ask for more than there ever is goes when all of it is there. */
  missing(amount: number, { leftTotal, nowMs }: { leftTotal: number; nowMs: number }): number {
    return Math.min(amount, this.#facts.limit ?? Infinity) - this.remaining(leftTotal, nowMs);
  }

  /** How long until so much has come back, where `leavingMs` is how long until so much has left the window. */
  waitMs(missing: number, { leavingMs, nowMs }: { leavingMs: number; nowMs: number }): number {
    const { perMs, isRolling } = this.#facts;
    const filledMs = perMs === 0 ? Infinity : missing / perMs;
    return Math.min(this.#untilMs - nowMs, filledMs, isRolling ? leavingMs : Infinity);
  }

  #refill(nowMs: number): void {
    const { limit, perMs } = this.#facts;
    if (perMs > 0) this.#remaining = Math.min(limit ?? Infinity, this.#remaining + perMs * (nowMs - this.#atMs));
    this.#atMs = nowMs;
  }
}
