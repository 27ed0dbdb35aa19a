import type { Attempt, Ledger } from "../spec/mod.ts";

/** So many rows go into one transaction at the most. */
const MOST_ROWS = 512;

/**
 * Writes rows in groups: what arrives while a group is being written goes into the next one. A writer waits for its own
 * rows only when it asks to.
 */
export class GroupCommit {
  readonly #ledger: Ledger;
  #pending: Attempt[] = [];
  #flushing: Promise<void> | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Add the rows of a cell. Resolves at once while the writer keeps up, else when it has caught up. */
  async add(attempts: readonly Attempt[]): Promise<void> {
    this.#pending.push(...attempts);
    this.#flushing ??= this.#flush();
    if (this.#pending.length >= MOST_ROWS) await this.#flushing;
  }

  /** Resolves when all rows are on the disk. */
  async flush(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
  }

  async #flush(): Promise<void> {
    try {
      // Cells that end in the same turn of the event loop share a transaction.
      await new Promise((resolve) => setTimeout(resolve, 0));
      while (this.#pending.length > 0) await this.#ledger.append(this.#pending.splice(0, MOST_ROWS));
    } finally {
      this.#flushing = null;
    }
  }
}
