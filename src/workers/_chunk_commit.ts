import { StaleFenceError } from "../ledger/mod.ts";
import type { Attempt, Ledger } from "../spec/mod.ts";
import type { HeldChunk } from "./_held_chunk.ts";
import { isPostgresAway } from "./_is_away.ts";

/**
 * Writes the rows of a chunk under its lease. Rows that come while others are being written go together; who adds some is
 * told when they are safe, so that a worker never has more cells under way than it says.
 */
export class ChunkCommit {
  readonly #ledger: Pick<Ledger, "append">;
  readonly #held: HeldChunk;
  #pending: { readonly rows: readonly Attempt[]; resolve(): void; reject(error: unknown): void }[] = [];
  #isWriting = false;

  constructor(ledger: Pick<Ledger, "append">, held: HeldChunk) {
    this.#ledger = ledger;
    this.#held = held;
  }

  /**
   * Resolves when the rows are in the ledger.
   * @throws {LeaseLostError} when the lease is somebody else's: then none of them is.
   */
  add(rows: readonly Attempt[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ rows, resolve, reject });
      if (!this.#isWriting) this.#write();
    });
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      try {
        await this.#append(batch.flatMap(({ rows }) => [...rows]));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        if (error instanceof StaleFenceError) this.#held.lose();
        const reason = error instanceof StaleFenceError ? this.#held.signal.reason : error;
        for (const { reject } of batch) reject(reason);
      }
    }
    this.#isWriting = false;
  }

  /** What was paid is not given up because the database is away, as long as nobody else has the lease. */
  async #append(rows: readonly Attempt[]): Promise<void> {
    for (;;) {
      try {
        return await this.#ledger.append(rows, { fence: this.#held.fence });
      } catch (error) {
        if (!isPostgresAway(error) || this.#held.signal.aborted) throw error;
      }
    }
  }
}
