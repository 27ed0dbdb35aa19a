import { BudgetExceededError } from "../cassette/mod.ts";
import type { CallNote } from "../spec/mod.ts";

/**
 * Lets calls wait that a recording budget has no room for now, as calls in flight hold back more than they will use in
 * the end. A call is refused for good when none is in flight any more: what was spent is then all that was spent.
 */
export class BudgetGate {
  /** Calls that were let through to the network and have not ended. */
  #inFlight = 0;
  #ended = 0;
  #waiting: (() => void)[] = [];

  /**
   * Make a call, as often as it takes: a refused one was never sent.
   * @throws {BudgetExceededError} when the budget has no room for it; whatever else the call throws.
   */
  async call<T>(note: CallNote, make: () => Promise<T>): Promise<T> {
    const end = this.#watch(note);
    try {
      for (let hasYielded = false;;) {
        const endedBefore = this.#ended;
        try {
          return await make();
        } catch (error) {
          if (!(error instanceof BudgetExceededError)) throw error;
          if (this.#ended === endedBefore && this.#inFlight === 0) {
            if (hasYielded) throw error;
            hasYielded = true;
            // What a call that was cut off held back is given back a turn after its end.
            await new Promise((resolve) => setTimeout(resolve, 0));
          } else if (this.#ended === endedBefore) {
            hasYielded = false;
            await new Promise<void>((resolve) => this.#waiting.push(resolve));
          }
        }
      }
    } finally {
      end();
    }
  }

  /** Count a call from its hand-over to the network, waits before it included; the answer ends it. */
  #watch(note: CallNote): () => void {
    const { beforeLive } = note;
    let isInFlight = false;
    note.beforeLive = (signal) => {
      if (!isInFlight) this.#inFlight++;
      isInFlight = true;
      return beforeLive?.(signal) ?? Promise.resolve();
    };
    return () => {
      if (!isInFlight) return;
      this.#inFlight--;
      this.#ended++;
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const wake of waiting) wake();
    };
  }
}
