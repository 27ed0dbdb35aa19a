/** Into how many spans a window is cut at most. */
const SPANS = 600;

/** Amounts that were added about the same time; they leave the window together. */
export interface Span {
  firstMs: number;
  lastMs: number;
  amount: number;
  /** False once it has left the window. */
  counts: boolean;
}

/**
 * The sum of what was added within the last `windowMs`, and no less at any time: what is added within a six-hundredth of
 * the window is remembered as one, and leaves when its last part does.
 */
export class SlidingSum {
  readonly #windowMs: number;
  readonly #grainMs: number;
  #spans: Span[] = [];
  #first = 0;
  #sum = 0;
  #left = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
    this.#grainMs = windowMs / SPANS;
  }

  at(nowMs: number): number {
    this.#forget(nowMs);
    return this.#sum;
  }

  /** All that was ever added and has left the window. */
  leftAt(nowMs: number): number {
    this.#forget(nowMs);
    return this.#left;
  }

  /** What comes back can be changed by `change` as long as it counts. */
  add(amount: number, nowMs: number): Span {
    this.#forget(nowMs);
    this.#sum += amount;
    const last = this.#spans.at(-1);
    if (last !== undefined && last.counts && nowMs - last.firstMs < this.#grainMs) {
      last.lastMs = nowMs;
      last.amount += amount;
      return last;
    }
    const span = { firstMs: nowMs, lastMs: nowMs, amount, counts: true };
    this.#spans.push(span);
    return span;
  }

  /** Count what was used at a time before now, wherever that lies among what was added; it leaves as that would. */
  addPast(amount: number, atMs: number): void {
    if (amount <= 0) return;
    let at = this.#spans.length;
    while (at > this.#first && this.#spans[at - 1].lastMs > atMs) at--;
    this.#spans.splice(at, 0, { firstMs: atMs, lastMs: atMs, amount, counts: true });
    this.#sum += amount;
  }

  change(span: Span, by: number): void {
    span.amount += by;
    if (span.counts) this.#sum += by;
  }

  /** How long until the sum has come down by `amount` if nothing is added; `Infinity` where it never does. */
  untilDownBy(amount: number, nowMs: number): number {
    if (amount <= 0) return 0;
    this.#forget(nowMs);
    let down = 0;
    for (let at = this.#first; at < this.#spans.length; at++) {
      down += this.#spans[at].amount;
      if (down >= amount) return this.#spans[at].lastMs + this.#windowMs - nowMs;
    }
    return Infinity;
  }

  #forget(nowMs: number): void {
    const spans = this.#spans;
    while (this.#first < spans.length && nowMs >= spans[this.#first].lastMs + this.#windowMs) {
      const span = spans[this.#first++];
      span.counts = false;
      this.#sum -= span.amount;
      this.#left += span.amount;
    }
    if (this.#first > 64 && this.#first * 2 > spans.length) {
      this.#spans = spans.slice(this.#first);
      this.#first = 0;
    }
  }
}
