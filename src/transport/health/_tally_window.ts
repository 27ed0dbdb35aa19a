import { type Sample, Tally, TallySlot } from "./_tally.ts";

/** How many tries the past remembers before it forgets half of them. */
const PAST_CALLS = 10_000;

/** How long a window is. */
export interface TallyWindowOptions {
  /** How far back it looks. */
  readonly windowMs: number;
  /** In what steps it forgets. */
  readonly slotMs: number;
}

/**
 * The tries of the last minutes, and in `past` those before. What it takes is bounded, however many there are.
 */
export class TallyWindow {
  /** Within the window. */
  readonly recent = new Tally();
  /** Before the window, those of earlier runs among them; the older, the less they weigh. */
  readonly past = new Tally();
  readonly #windowMs: number;
  readonly #slotMs: number;
  #slots: TallySlot[] = [];
  /** Counts since it was judged anew; `null`: those of the window are judged. */
  #anew: { calls: number; faults: number; throttled: number; readonly sinceMs: number } | null = null;

  constructor({ windowMs, slotMs }: TallyWindowOptions) {
    this.#windowMs = windowMs;
    this.#slotMs = slotMs;
  }

  /** Count a try. */
  add(sample: Sample, nowMs: number): void {
    this.moveTo(nowMs);
    let slot = this.#slots.at(-1);
    if (slot === undefined || slot.startMs + this.#slotMs <= nowMs) {
      slot = new TallySlot(nowMs);
      this.#slots.push(slot);
    }
    this.recent.add(sample, slot);
    if (this.#anew === null) return;
    this.#anew.calls++;
    if (sample.isFault) this.#anew.faults++;
    if (sample.isThrottled) this.#anew.throttled++;
  }

  /** Count a try of an earlier run. */
  addPast(sample: Sample): void {
    this.past.add(sample);
    if (this.past.calls >= PAST_CALLS) this.past.halve();
  }

  /** Forget what has become too old. */
  moveTo(nowMs: number): void {
    while (this.#slots.length > 0 && this.#slots[0].startMs + this.#slotMs + this.#windowMs <= nowMs) {
      const slot = this.#slots.shift()!;
      this.recent.addSlot(slot, -1);
      this.past.addSlot(slot, 1);
      while (this.past.calls >= PAST_CALLS) this.past.halve();
    }
    // By then the window holds nothing of before.
    if (this.#anew !== null && this.#anew.sinceMs + this.#slotMs + this.#windowMs <= nowMs) this.#anew = null;
  }

  /** From now on judge by the last tries, so many that all worked, and by what comes: what was before has been judged. */
  judgeAnew(worked: number, nowMs: number): void {
    this.#anew = { calls: worked, faults: 0, throttled: 0, sinceMs: nowMs };
  }

  /** The tries by which it is judged. */
  judged(): { readonly calls: number; readonly faults: number; readonly throttled: number } {
    return this.#anew ?? this.recent;
  }
}
