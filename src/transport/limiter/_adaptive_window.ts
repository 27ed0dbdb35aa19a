/** What a cut leaves of the calls that were in flight. */
const CUT = 0.7;
/** A cut goes deeper where there was no bound, and where nothing was answered since the last one. */
const DEEP_CUT = 0.5;
/** In how many round trips with nothing refused the window grows by what it was cut to. */
const STEPS = 8;
/** Around the size of the last cut growth is so much slower. */
const CAREFUL = 8;
const NEAR = 0.1;
/** From which share of the window on it is what holds calls back. */
const SATURATED = 0.8;
/** A window that has not been cut for so long says nothing about now. */
const FORGET_MS = 300_000;
/** Where even one call at a time is refused: how long nothing is sent, doubled each time. */
const LEAVE_ALONE_MS = 1000;
const MAX_LEAVE_ALONE_MS = 60_000;

/** What is known when a call is refused. */
export interface Refused {
  /** The refused one included. */
  readonly inFlight: number;
  /** The number of the latest call that was let go. */
  readonly latest: number;
  readonly nowMs: number;
}

/**
 * How many calls at once are good, found out from refusals alone. There is no bound until one is refused, so nothing
 * ramps up where all is fine; then a cut at most once per round trip, and growth by a step per round trip as long as the
 * window is what holds calls back, a smaller one about where it was cut. When several cuts follow each other and nothing
 * is answered in between, it doubles per round trip up to what the first of them left.
 */
export class AdaptiveWindow {
  #size = Infinity;
  #cutFrom = Infinity;
  /** What the first of the latest cuts left. */
  #threshold = 1;
  #isCollapsing = false;
  #cutAtMs = -Infinity;
  /** Calls up to this one were under way at the last cut: what becomes of them was its reason already. */
  #cutAtCall = -1;
  #refusedAlone = 0;

  /** At least 1; `Infinity`: there is no bound. */
  size(nowMs: number): number {
    if (nowMs - this.#cutAtMs >= FORGET_MS) this.#size = this.#cutFrom = Infinity;
    return Math.floor(this.#size);
  }

  /** A call was refused. Says for how long nothing should be sent: 0, unless there is no smaller window than this. */
  refused(call: number, { inFlight, latest, nowMs }: Refused): number {
    if (call <= this.#cutAtCall) return 0;
    // Fewer in flight than the window lets through are no measure of it: the rate may be what is refused.
    const from = this.size(nowMs) === Infinity ? inFlight : this.size(nowMs);
    const isAlone = from === 1 && this.#size !== Infinity;
    this.#size = Math.max(1, Math.floor(from * (this.#size === Infinity || this.#isCollapsing ? DEEP_CUT : CUT)));
    if (!this.#isCollapsing) {
      this.#threshold = this.#size;
      this.#cutFrom = from;
    }
    this.#isCollapsing = true;
    this.#cutAtMs = nowMs;
    this.#cutAtCall = latest;
    return isAlone ? Math.min(MAX_LEAVE_ALONE_MS, LEAVE_ALONE_MS * 2 ** this.#refusedAlone++) : 0;
  }

  /** A call was answered; `inFlight` counts it. */
  answered(call: number, inFlight: number): void {
    if (call <= this.#cutAtCall) return;
    this.#refusedAlone = 0;
    this.#isCollapsing = false;
    if (this.#size === Infinity || inFlight < Math.floor(this.#size) * SATURATED) return;
    this.#size += this.#step() / this.#size;
  }

  /** By how much it grows in a round trip. */
  #step(): number {
    if (this.#size < this.#threshold) return this.#size;
    const step = Math.max(1, this.#size / STEPS);
    const isNear = this.#cutFrom > 1 && Math.abs(this.#size - this.#cutFrom) <= Math.max(1, this.#cutFrom * NEAR);
    return isNear ? step / CAREFUL : step;
  }
}
