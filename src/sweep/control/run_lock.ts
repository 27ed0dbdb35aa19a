import type { Ledger, LedgerLock } from "../../spec/mod.ts";
import type { Shard } from "./shard.ts";

/**
 * A run, or a shard of it, that is this process's own. A run as a whole is nobody else's; a shard leaves the other shards
 * to others. The locks are the ledger's, which is what two processes share, and last as long as the process: one that is
 * killed leaves none behind.
 */
export class RunLock {
  readonly #ledger: Ledger;
  readonly #runId: string;
  #run: LedgerLock;
  readonly #shard: LedgerLock | null;

  private constructor(
    ledger: Ledger,
    runId: string,
    locks: { readonly run: LedgerLock; readonly shard: LedgerLock | null },
  ) {
    this.#ledger = ledger;
    this.#runId = runId;
    this.#run = locks.run;
    this.#shard = locks.shard;
  }

  /** `null`: somebody else has it. */
  static async take(ledger: Ledger, runId: string, shard?: Shard): Promise<RunLock | null> {
    const run = await ledger.lock(runId, { isShared: shard !== undefined });
    if (run === null || shard === undefined) {
      return run === null ? null : new RunLock(ledger, runId, { run, shard: null });
    }
    const own = await ledger.lock(`${runId}.${shard.index}-of-${shard.of}`);
    if (own !== null) return new RunLock(ledger, runId, { run, shard: own });
    run.release();
    return null;
  }

  /** Whether a process has the run, or a shard of it. */
  static async isTaken(ledger: Ledger, runId: string): Promise<boolean> {
    return await ledger.isLocked(runId);
  }

  /** Whether no other shard of the run is being run any more; from then on nobody else can begin one. */
  async becomeOnly(): Promise<boolean> {
    if (this.#shard === null) return true;
    this.#run.release();
    const only = await this.#ledger.lock(this.#runId);
    if (only !== null) this.#run = only;
    return only !== null;
  }

  release(): void {
    this.#run.release();
    this.#shard?.release();
  }
}

/** Shards that begin at once choose their run one after the other: the first begins it, the others join. */
export async function lockChoice(ledger: Pick<Ledger, "lock">): Promise<Disposable> {
  const lock = await ledger.lock("choice", { waits: true });
  return { [Symbol.dispose]: () => lock?.release() };
}
