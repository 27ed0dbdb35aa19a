import { Decimal } from "../base/mod.ts";
import { costIsUnknown } from "../ledger/mod.ts";
import type { Attempt, Clock, Fence } from "../spec/mod.ts";
import type { ChunkProgress } from "./_leases.ts";
import { elapsedMs, type Moment } from "./_moment.ts";
import { LeaseLostError } from "./lease_lost_error.ts";

/** What a share of the lease must be left for a call to be handed over. */
const MARGIN = 0.1;

/** The times of a lease's holder. */
export interface HeldChunkOptions {
  readonly clock: Clock;
  readonly leaseMs: number;
  /** When the lease was asked for. */
  readonly since: Moment;
  /** Renew now; resolves when that was tried. */
  readonly renew: () => Promise<void>;
}

/**
 * A chunk that this worker holds, as far as it knows. Its own clock decides only when to ask: whether the lease is still
 * its own, the database alone can tell.
 */
export class HeldChunk {
  readonly fence: Fence;
  readonly #options: HeldChunkOptions;
  readonly #lost = new AbortController();
  #since: Moment;
  #done = 0;
  #failed = 0;
  #cost: Decimal | null = Decimal.fromInteger(0);

  constructor(fence: Fence, options: HeldChunkOptions) {
    this.fence = fence;
    this.#options = options;
    this.#since = options.since;
  }

  /** Aborts when the lease is lost; its reason is a `LeaseLostError`. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  get progress(): ChunkProgress {
    return { done: this.#done, failed: this.#failed, costUsd: this.#cost?.toString() ?? null };
  }

  /** Count on from what had ended before. */
  begin({ done, failed, costUsd }: ChunkProgress): void {
    this.#done = done;
    this.#failed = failed;
    this.#cost = costUsd === null ? null : Decimal.parse(costUsd);
  }

  /** A cell has ended, and its rows are in the ledger. */
  ended(attempts: readonly Attempt[]): void {
    this.#done++;
    if (attempts.at(-1)?.status !== "ok") this.#failed++;
    for (const attempt of attempts) {
      if (attempt.costUsd !== null) this.#cost = this.#cost?.plus(Decimal.parse(attempt.costUsd)) ?? null;
      else if (costIsUnknown(attempt)) this.#cost = null;
    }
  }

  /** The lease was renewed by a statement that was sent then. */
  renewed(since: Moment): void {
    this.#since = since;
  }

  /** Somebody else has it, or will. */
  lose(): void {
    this.#lost.abort(new LeaseLostError(this.fence));
  }

  /**
   * Resolves when the lease is known to have time left: a process that was frozen finds out here, before it makes a call.
   * @throws {LeaseLostError} when it is somebody else's.
   */
  async assertHeld(): Promise<void> {
    const { clock, leaseMs, renew } = this.#options;
    for (;;) {
      this.signal.throwIfAborted();
      if (elapsedMs(clock, this.#since) < leaseMs * (1 - MARGIN)) return;
      await renew();
    }
  }
}
