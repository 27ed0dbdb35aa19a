import type { Clock } from "../spec/mod.ts";

/** So many calls are in flight from the first moment on. */
const FIRST = 8;
/** Twice as many after so long, where answers take longer than that: refusals do not. */
const DOUBLING_MS = 250;
/** From here on there is no bound any more. */
const MOST = 1000;
/** No more than so many go before it is looked what has come back, and so long it takes until then. */
const IN_STEP = 8;
const STEP_MS = 2;

/**
 * How many calls a run has in flight in the beginning: few, one more for each answer, and twice as many with every
 * quarter of a second, so that an endpoint that takes only some in a second has refused one before hundreds are under
 * way. It costs a run some round trips, once.
 */
export class GentleStart {
  readonly #clock: Clock;
  readonly #startMs: number;
  #answered = 0;
  #inStep = 0;
  #isWaiting = false;
  readonly #isOver: boolean;

  /** `atMost`: how many the run has in flight later; where they are few, there is nothing to be gentle with. */
  constructor(clock: Clock, { atMost = Infinity }: { readonly atMost?: number } = {}) {
    this.#clock = clock;
    this.#isOver = atMost <= FIRST;
    this.#startMs = clock.nowMs();
  }

  /** A call was answered. */
  answered(): void {
    this.#answered++;
  }

  /** Whether another call may go where so many are in flight; it goes then. */
  admits(inFlight: number): boolean {
    const atOnce = this.atOnce();
    // Where nothing is in flight, nothing comes back that could be waited for.
    if (atOnce === Infinity || inFlight === 0) return true;
    if (inFlight >= atOnce || this.#inStep >= IN_STEP) return false;
    this.#inStep++;
    return true;
  }

  /** `Infinity` once the start is over. */
  atOnce(): number {
    if (this.#isOver || this.#answered >= MOST) return Infinity;
    const bound = FIRST * 2 ** ((this.#clock.nowMs() - this.#startMs) / DOUBLING_MS) + this.#answered;
    return bound >= MOST ? Infinity : Math.floor(bound);
  }

  /** Tell when there may be more, once for all who ask before that; not when the signal aborts. */
  async more(tell: () => void, signal: AbortSignal): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    await this.#clock.sleep(STEP_MS, signal).catch(() => {});
    this.#isWaiting = false;
    this.#inStep = 0;
    if (!signal.aborted) tell();
  }
}
