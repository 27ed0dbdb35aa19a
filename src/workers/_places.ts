import { orAborted } from "../base/mod.ts";
import type { CellWaits } from "../sweep/share/mod.ts";

/**
 * So many cells at once, over all chunks of a worker. A cell that waits for its endpoint gives its place to another one,
 * so that a slow endpoint holds nobody up; as many may wait as may run.
 */
export class Places {
  readonly #most: number;
  #running = 0;
  #waiting = 0;
  #queue: (() => void)[] = [];

  constructor(most: number) {
    this.#most = Math.max(1, most);
  }

  /** Resolves when there is a place, which is the caller's then. */
  async take(signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    if (this.#running < this.#most) return this.#give();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#queue.push(resolve);
    try {
      await orAborted(promise, signal);
    } catch (error) {
      const at = this.#queue.indexOf(resolve);
      if (at >= 0) this.#queue.splice(at, 1);
      else this.#free();
      throw error;
    }
    // The place was counted for us by whoever left it.
    return this.#place();
  }

  #give(): Place {
    this.#running++;
    return this.#place();
  }

  #place(): Place {
    let [isWaiting, isOpen] = [false, true];
    return {
      begin: () => {
        if (isWaiting || !isOpen || this.#waiting >= this.#most) return;
        isWaiting = true;
        this.#waiting++;
        this.#free();
      },
      end: () => {
        if (!isWaiting) return;
        isWaiting = false;
        this.#waiting--;
        this.#running++;
      },
      leave: () => {
        if (!isOpen) return;
        isOpen = false;
        if (isWaiting) this.#waiting--;
        else this.#free();
      },
    };
  }

  /** One place is free: whoever waits longest has it. */
  #free(): void {
    const next = this.#running <= this.#most ? this.#queue.shift() : undefined;
    if (next === undefined) this.#running--;
    else next();
  }
}

/** A place, and how its cell gives it up for a while. */
export interface Place extends CellWaits {
  /** The cell has ended. */
  leave(): void;
}
