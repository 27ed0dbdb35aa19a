import type { Attempt, Ledger, ScoreRow } from "../spec/mod.ts";

/** So many rows go into one transaction at the most, and those that their last cell has left. */
const MOST_ROWS = 512;

/**
 * Writes rows in groups: what arrives while a group is being written goes into the next one. A row that could not be
 * written ends the run: whoever adds or flushes next is told.
 */
export class GroupCommit {
  readonly #ledger: Ledger;
  readonly #pending: Attempt[] = [];
  #verdicts: ScoreRow[] = [];
  #flushing: Promise<void> | null = null;
  #failed: { readonly error: unknown } | null = null;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /**
   * Add the rows of a cell, and of its verdicts, which are there when its rows are. Resolves at once while the writer keeps up, else when it has caught up.
   * @throws whatever the ledger threw when rows could not be written, now or before.
   */
  async add(attempts: readonly Attempt[], verdicts: readonly ScoreRow[] = []): Promise<void> {
    this.#verdicts.push(...verdicts);
    this.#pending.push(...attempts);
    this.#flushing ??= this.#flush();
    if (this.#pending.length >= MOST_ROWS) await this.#flushing;
    if (this.#failed !== null) throw this.#failed.error;
  }

  /**
   * Resolves when all rows are in the ledger.
   * @throws whatever the ledger threw when rows could not be written, now or before.
   */
  async flush(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
    if (this.#failed !== null) throw this.#failed.error;
  }

  /** Never rejects: a failure is kept for those who ask. */
  async #flush(): Promise<void> {
    // Cells that end in the same turn of the event loop share a transaction.
    await new Promise((resolve) => setTimeout(resolve, 0));
    try {
      while (this.#pending.length > 0 && this.#failed === null) {
        const rows = this.#pending.slice(0, wholeCells(this.#pending));
        const verdicts = this.#verdicts;
        this.#verdicts = [];
        if (verdicts.length > 0) await this.#ledger.appendScores(verdicts);
        await this.#ledger.append(rows);
        this.#pending.splice(0, rows.length);
      }
    } catch (error) {
      this.#failed = { error };
    }
    this.#flushing = null;
  }
}

/** A cell's rows are written together: where a ledger has some of them, it has them all. */
function wholeCells(rows: readonly Attempt[]): number {
  let end = Math.min(MOST_ROWS, rows.length);
  while (end < rows.length && rows[end].cellIndex === rows[end - 1].cellIndex) end++;
  return end;
}
