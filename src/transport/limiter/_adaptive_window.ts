/** What a cut leaves of the calls that were in flight. */
const CUT = 0.7;
/** The first cut comes from no bound at all, so it goes deeper. */
const FIRST_CUT = 0.5;
/** How many round trips with nothing refused make as much as there was at the last cut. */
const STEPS = 16;
/** From which share of the window on it is what holds calls back. */
const SATURATED = 0.8;
/** A window that has not been cut for so long says nothing about now. */
const FORGET_MS = 300_000;

/**
 * How many calls at once are good, found out from refusals alone. There is no bound until one is refused, so nothing
 * ramps up where all is fine; then a cut at most once per round trip, and growth by a fixed step per round trip as long as
 * the window is what holds calls back.
 */
export class AdaptiveWindow {
  #size = Infinity;
  #step = 1;
  #cutAtMs = -Infinity;
  /** Calls up to this one were under way at the last cut: what becomes of them was its reason already. */
  #cutAtCall = -1;

  /** At least 1; `Infinity`: there is no bound. */
  size(nowMs: number): number {
    if (nowMs - this.#cutAtMs >= FORGET_MS) this.#size = Infinity;
    return Math.floor(this.#size);
  }

  /** A call was refused; `inFlight` counts it, `latest` is the number of the last call that was let go. */
  refused(call: number, { inFlight, latest, nowMs }: { inFlight: number; latest: number; nowMs: number }): void {
    if (call <= this.#cutAtCall) return;
    const from = Math.min(this.size(nowMs), inFlight);
    this.#size = Math.max(1, Math.floor(from * (this.#size === Infinity ? FIRST_CUT : CUT)));
    this.#step = Math.max(1, from / STEPS);
    this.#cutAtMs = nowMs;
    this.#cutAtCall = latest;
  }

  /** A call was answered; `inFlight` counts it. */
  answered(call: number, inFlight: number): void {
    if (this.#size === Infinity || call <= this.#cutAtCall || inFlight < this.#size * SATURATED) return;
    this.#size += this.#step / this.#size;
  }
}
