import { hostname } from "node:os";
import { isPostgresAway } from "./_is_away.ts";
import type { Clock } from "../spec/mod.ts";
import { endedCells } from "./_chunk_table.ts";
import { HeldChunk } from "./_held_chunk.ts";
import type { ChunkJob } from "./_job_queue.ts";
import { Leases } from "./_leases.ts";
import { moment } from "./_moment.ts";
import { spendOfDead } from "./_postgres_budget_store.ts";
import { Places } from "./_places.ts";
import { runChunk } from "./_run_chunk.ts";
import { Sessions } from "./_sessions.ts";
import { SharedLimits } from "./_shared_limits.ts";
import type { WorkerDatabase } from "./_worker_database.ts";
import { chunkSize } from "./chunk_size.ts";
import { LeaseLostError } from "./lease_lost_error.ts";
import type { WorkerEvent, WorkerOptions, WorkerReport } from "./run_worker.ts";

const CONCURRENCY = 16;
const LEASE_MS = 60_000;
/** So often a lease is renewed before it would run out. */
const BEATS = 4;
/** Jobs at once at the most: each is a connection's work now and then. */
const MOST_JOBS = 16;

/** What a worker is made of. */
export type WorkerParts = WorkerOptions & Omit<WorkerDatabase, typeof Symbol.asyncDispose> & { readonly clock: Clock };

/** See `runWorker`. */
export class Worker {
  readonly #parts: WorkerParts;
  readonly #name: string;
  readonly #leaseMs: number;
  readonly #leases: Leases;
  readonly #sessions: Sessions;
  readonly #places: Places;
  readonly #limits: SharedLimits;
  readonly #stop = new AbortController();
  readonly #held = new Map<string, HeldChunk>();
  readonly #refused = new Map<string, string>();
  readonly #tapes = new Set<string>();
  readonly #leftRuns = new Set<string>();
  readonly #counts = { cells: 0, chunks: 0, lost: 0 };
  #others: string[] = [];
  #renewing: Promise<void> | null = null;
  #busyMs: number;

  constructor(parts: WorkerParts) {
    const { database, clock, leaseMs = LEASE_MS, concurrency = CONCURRENCY } = parts;
    this.#parts = parts;
    this.#leaseMs = leaseMs;
    const unique = crypto.randomUUID().slice(0, 8);
    this.#name = parts.name ?? `${hostname().replace(/[^\w-]+/g, "-")}-${unique}`;
    const holder = `${this.#name}/${unique}`;
    this.#leases = new Leases({ database, worker: holder, leaseMs });
    this.#limits = new SharedLimits({ database, clock, holder });
    this.#places = new Places(concurrency);
    this.#sessions = new Sessions({
      ...parts,
      concurrency,
      holder,
      tapeOf: (runId) => `${parts.tapeDir}/${runId}.${this.#name}.jsonl`,
    });
    this.#busyMs = clock.nowMs();
  }

  async run(): Promise<WorkerReport> {
    const { queue, clock, signal, concurrency = CONCURRENCY } = this.#parts;
    const stop = () => this.#stop.abort();
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
    const ended = new AbortController();
    const beats = this.#beat(ended.signal);
    try {
      await this.#lookAround();
      const parallel = Math.min(MOST_JOBS, Math.ceil(concurrency / chunkSize(0)) + 1);
      await queue.take({
        parallel,
        clock,
        stop: this.#stop.signal,
        take: (job) => this.#take(job),
        skip: () => [...this.#refused.keys(), ...this.#others],
        onEmpty: () => this.#idle(),
      });
    } finally {
      signal?.removeEventListener("abort", stop);
      ended.abort();
      await beats;
      await this.#sessions.close();
      await this.#limits.close();
    }
    return {
      name: this.#name,
      ...this.#counts,
      tapes: [...this.#tapes].sort(),
      refused: Array.from(this.#refused, ([runId, reason]) => ({ runId, reason })),
    };
  }

  async #take({ run: runId, chunk, first, last }: ChunkJob): Promise<void> {
    const { clock, database, onlyRun } = this.#parts;
    const key = `${runId}/${chunk}`;
    if (this.#held.has(key)) return;
    const since = moment(clock);
    const token = await this.#leases.take(runId, chunk).catch(() => null);
    if (token === null) return;
    const held = new HeldChunk({ runId, chunk, token }, {
      clock,
      leaseMs: this.#leaseMs,
      since,
      renew: () => this.#renew(),
    });
    this.#held.set(key, held);
    let hasEnded = false;
    let [isQueued, isLeft] = [true, false];
    try {
      if (onlyRun !== undefined && runId !== onlyRun) return;
      this.#tell({ type: "taken", runId, chunk, cells: last - first + 1 });
      await this.#sessions.use(runId, async ({ share, tape, limits }) => {
        if (tape !== null) this.#tapes.add(tape);
        const ended = await endedCells(database, runId, { first, last });
        held.begin(ended.progress);
        hasEnded = await runChunk({
          ...this.#parts,
          share,
          held,
          ended,
          first,
          last,
          places: this.#places,
          shared: { limits: this.#limits, of: ({ provider }) => limits[provider] ?? {} },
          stop: this.#stop.signal,
          onEnded: () => this.#ended(runId),
          onLeft: (reason) => {
            isLeft = true;
            this.#left(runId, reason);
          },
        });
        // Who goes on with a cancelled run puts its jobs into the queue again.
        isQueued = !isLeft && (share.control.state !== "cancelled" || await this.#isWanted(runId));
      });
    } catch (error) {
      this.#failed(error, held);
    } finally {
      this.#held.delete(key);
      this.#busyMs = clock.nowMs();
      await this.#letGo(held, { hasEnded, isQueued });
    }
  }

  /** Whether somebody goes on with a run that was cancelled, while its last calls have not ended here. */
  async #isWanted(runId: string): Promise<boolean> {
    return (await this.#parts.ledger.run(runId))?.control !== "cancel";
  }

  async #letGo(held: HeldChunk, { hasEnded, isQueued }: { hasEnded: boolean; isQueued: boolean }): Promise<void> {
    if (held.signal.aborted) return;
    try {
      if (hasEnded) {
        await this.#leases.end(held.fence, held.progress);
        this.#counts.chunks++;
      } else {
        await this.#leases.giveBack(held.fence, { progress: held.progress, isQueued });
        await this.#lookAround();
      }
    } catch {
      // A database that is away for longer than we wait: when it is back, the lease has run out.
    }
  }

  #failed(error: unknown, { fence: { runId, chunk } }: HeldChunk): void {
    if (error instanceof LeaseLostError) {
      this.#counts.lost++;
      this.#tell({ type: "lost", runId, chunk });
      return;
    }
    if (isPostgresAway(error)) return;
    const reason = error instanceof Error ? error.message : String(error);
    if (this.#refused.has(runId)) return;
    this.#refused.set(runId, reason);
    this.#parts.warn?.(`The run ${runId} is left to other workers: ${reason}`);
    this.#tell({ type: "refused", runId, reason });
  }

  /** Cells that nobody is to call for: the run ends without them, and going on with it runs them. */
  #left(runId: string, reason: string): void {
    if (this.#leftRuns.has(`${runId} ${reason}`)) return;
    this.#leftRuns.add(`${runId} ${reason}`);
    this.#parts.warn?.(reason);
    this.#tell({ type: "left", runId, reason });
  }

  #ended(runId: string): void {
    this.#counts.cells++;
    this.#tell({ type: "cell", runId });
  }

  /** Leases are renewed and those of the dead taken back, until all that was taken here has ended. */
  async #beat(ended: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!ended.aborted) {
      await clock.sleep(this.#leaseMs / BEATS, ended).catch(() => {});
      if (ended.aborted) return;
      await this.#renew();
      await this.#lookAround();
    }
  }

  #renew(): Promise<void> {
    return this.#renewing ??= this.#renewNow().finally(() => this.#renewing = null);
  }

  async #renewNow(): Promise<void> {
    const { clock } = this.#parts;
    const held = new Map(this.#held);
    const since = moment(clock);
    try {
      const renewed = await this.#leases.renew(
        Array.from(held.values(), ({ fence, progress }) => ({ ...fence, progress })),
      );
      const still = new Set(renewed.map(({ runId, chunk }) => `${runId}/${chunk}`));
      for (const [key, one] of held) {
        if (still.has(key)) one.renewed(since);
        // One that has ended meanwhile is nobody's.
        else if (this.#held.get(key) === one) one.lose();
      }
    } catch {
      // The database is away. Nobody can take the leases then either, and no call is made before one was renewed.
      await clock.sleep(this.#leaseMs / BEATS / BEATS);
    }
  }

  /** Take back what the dead hold, and see what is to be left alone. */
  async #lookAround(): Promise<void> {
    const { database, onlyRun } = this.#parts;
    try {
      const reaped = await this.#leases.reap();
      for (const one of reaped) this.#tell({ type: "reaped", ...one });
      if (reaped.length > 0) await spendOfDead(database);
      await this.#leases.requeueOrphans();
      for (const runId of this.#sessions.idle()) {
        const [row] = await database.query(
          "SELECT 1 AS open FROM tapedeck.chunks WHERE run_id = $1 AND ended_at IS NULL AND is_queued LIMIT 1",
          [runId],
        );
        if (row === undefined) await this.#sessions.close(runId);
      }
      if (onlyRun === undefined) return;
      const rows = await database.query(
        "SELECT DISTINCT run_id FROM tapedeck.chunks WHERE run_id <> $1 AND ended_at IS NULL",
        [onlyRun],
      );
      this.#others = rows.map((row) => row.run_id as string);
    } catch (error) {
      if (!isPostgresAway(error)) this.#parts.warn?.(error instanceof Error ? error.message : String(error));
    }
  }

  /** The queue has been asked, and has nothing: who has not asked yet knows of no end. */
  #idle(): void {
    const { clock, once, idleExitMs } = this.#parts;
    const isLate = idleExitMs !== undefined && clock.nowMs() - this.#busyMs >= idleExitMs;
    if (once || isLate) this.#stop.abort();
  }

  #tell(event: WorkerEvent): void {
    this.#parts.onEvent?.(event);
  }
}
