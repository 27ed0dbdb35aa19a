import type { PostgresDatabase } from "../ledger/postgres/mod.ts";
import type { Fence } from "../spec/mod.ts";
import { jobSpec, QUEUE_SCHEMA } from "./_sql.ts";

/** How far a chunk is. */
export interface ChunkProgress {
  /** Cells of it that have ended. */
  readonly done: number;
  /** Of those, the ones without an answer. */
  readonly failed: number;
  /** Of all its tries, as an exact decimal string; `null` is unknown. */
  readonly costUsd: string | null;
}

/** A chunk whose worker was given up. */
export interface ReapedChunk {
  readonly runId: string;
  readonly chunk: number;
  /** Who had it. */
  readonly worker: string;
}

const ORPHANS_AT_ONCE = 1000;

/** What leases are made with. */
export interface LeasesParts {
  readonly database: PostgresDatabase;
  /** Who takes them: different for every process. */
  readonly worker: string;
  readonly leaseMs: number;
}

/**
 * The leases of one worker, in the database and by its clock. A lease that has run out is given to nobody before a reaper
 * has found it; until then its holder may still renew it, as long as its token is the newest.
 */
export class Leases {
  readonly #parts: LeasesParts;

  constructor(parts: LeasesParts) {
    this.#parts = parts;
  }

  /** The fencing token of the lease; `null`: the chunk has ended, or somebody has it. */
  async take(runId: string, chunk: number): Promise<number | null> {
    const { database, worker, leaseMs } = this.#parts;
    const rows = await database.query(
      `INSERT INTO tapedeck.leases AS l (run_id, chunk, token, worker, expires_at)
       SELECT run_id, chunk, 1, $3, clock_timestamp() + $4 * interval '1 ms'
       FROM tapedeck.chunks WHERE run_id = $1 AND chunk = $2 AND ended_at IS NULL
       ON CONFLICT (run_id, chunk) DO UPDATE
       SET token = l.token + 1, worker = excluded.worker, expires_at = excluded.expires_at
       WHERE l.worker IN ('', excluded.worker)
       RETURNING token`,
      [runId, chunk, worker, leaseMs],
    );
    return rows.length === 0 ? null : rows[0].token as number;
  }

  /** Renew the leases, and say how far their chunks are; those that are still held come back. */
  async renew(held: readonly (Fence & { readonly progress: ChunkProgress })[]): Promise<Fence[]> {
    if (held.length === 0) return [];
    const { database, worker, leaseMs } = this.#parts;
    const rows = await database.query(
      `WITH h AS (
         SELECT * FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[])
           AS h (run_id, chunk, token, done, failed, cost_usd)
       ), renewed AS (
         UPDATE tapedeck.leases l SET expires_at = clock_timestamp() + $2 * interval '1 ms' FROM h
         WHERE l.run_id = h.run_id AND l.chunk = h.chunk AND l.token = h.token AND l.worker = $1
         RETURNING h.*
       ), told AS (
         UPDATE tapedeck.chunks c SET done = r.done, failed = r.failed, cost_usd = r.cost_usd FROM renewed r
         WHERE c.run_id = r.run_id AND c.chunk = r.chunk AND c.done <> r.done
       )
       SELECT run_id, chunk, token FROM renewed`,
      [
        worker,
        leaseMs,
        held.map(({ runId }) => runId),
        held.map(({ chunk }) => chunk),
        held.map(({ token }) => token),
        held.map(({ progress }) => progress.done),
        held.map(({ progress }) => progress.failed),
        held.map(({ progress }) => progress.costUsd),
      ],
    );
    return rows.map((row) => ({
      runId: row.run_id as string,
      chunk: row.chunk as number,
      token: row.token as number,
    }));
  }

  /** Say that all cells of the chunk have ended, and let go of it. */
  async end({ runId, chunk, token }: Fence, { done, failed, costUsd }: ChunkProgress): Promise<void> {
    await this.#parts.database.query(
      `WITH l AS (
         UPDATE tapedeck.leases SET worker = '', expires_at = clock_timestamp()
         WHERE run_id = $1 AND chunk = $2 AND token = $3 AND worker = $4 RETURNING run_id, chunk
       )
       UPDATE tapedeck.chunks c SET ended_at = clock_timestamp(), done = $5, failed = $6, cost_usd = $7 FROM l
       WHERE c.run_id = l.run_id AND c.chunk = l.chunk`,
      [runId, chunk, token, this.#parts.worker, done, failed, costUsd],
    );
  }

  /** Let go of a chunk that has not ended. Its job is put back, or where the run is over only marked as not queued. */
  async giveBack(
    { runId, chunk, token }: Fence,
    { progress: { done, failed, costUsd }, isQueued }: { progress: ChunkProgress; isQueued: boolean },
  ): Promise<void> {
    const freed = `WITH l AS (
         UPDATE tapedeck.leases SET worker = '', expires_at = clock_timestamp()
         WHERE run_id = $1 AND chunk = $2 AND token = $3 AND worker = $4 RETURNING run_id, chunk
       ), c AS (
         UPDATE tapedeck.chunks c SET is_queued = $8, done = $5, failed = $6, cost_usd = $7 FROM l
         WHERE c.run_id = l.run_id AND c.chunk = l.chunk RETURNING c.*
       )`;
    await this.#parts.database.query(
      isQueued
        ? `${freed} SELECT count(*) FROM ${QUEUE_SCHEMA}.add_jobs((SELECT array_agg(${jobSpec("c")}) FROM c))`
        : `${freed} SELECT count(*) FROM c`,
      [runId, chunk, token, this.#parts.worker, done, failed, costUsd, isQueued],
    );
  }

  /**
   * Put the jobs of chunks back whose leases have run out. Who could not renew as the database was away is given the time
   * of a lease to do so.
   */
  async reap(): Promise<ReapedChunk[]> {
    const rows = await this.#parts.database.query(
      `WITH dead AS (
         SELECT l.run_id, l.chunk, l.worker FROM tapedeck.leases l JOIN tapedeck.chunks c USING (run_id, chunk)
         WHERE l.worker <> '' AND l.expires_at < clock_timestamp() AND c.ended_at IS NULL
           AND pg_postmaster_start_time() + $1 * interval '1 ms' < clock_timestamp()
         FOR UPDATE OF l SKIP LOCKED
       ), freed AS (
         UPDATE tapedeck.leases l SET worker = '', token = l.token + 1 FROM dead
         WHERE l.run_id = dead.run_id AND l.chunk = dead.chunk RETURNING l.run_id, l.chunk, dead.worker
       ), jobs AS (
         SELECT * FROM ${QUEUE_SCHEMA}.add_jobs((
           SELECT array_agg(${jobSpec("c")}) FROM freed JOIN tapedeck.chunks c USING (run_id, chunk)
         ))
       )
       SELECT run_id, chunk, worker, (SELECT count(*) FROM jobs) AS jobs FROM freed`,
      [this.#parts.leaseMs],
    );
    return rows.map((row) => ({
      runId: row.run_id as string,
      chunk: row.chunk as number,
      worker: row.worker as string,
    }));
  }

  /**
   * Put jobs back that nobody does, though nobody has their chunks: their worker died before it took the lease, or lost
   * the database then.
   */
  async requeueOrphans(): Promise<void> {
    await this.#parts.database.query(
      `WITH orphans AS (
         SELECT c.* FROM tapedeck.chunks c
         LEFT JOIN tapedeck.leases l USING (run_id, chunk)
         LEFT JOIN ${QUEUE_SCHEMA}.jobs j ON j.key = c.run_id || '/' || c.chunk
         WHERE c.ended_at IS NULL AND c.is_queued AND coalesce(l.worker, '') = ''
           AND (j.id IS NULL OR j.attempts >= j.max_attempts
             OR j.locked_at < clock_timestamp() - $1 * interval '1 ms')
           AND pg_postmaster_start_time() + $1 * interval '1 ms' < clock_timestamp()
         LIMIT ${ORPHANS_AT_ONCE}
       )
       SELECT count(*) FROM ${QUEUE_SCHEMA}.add_jobs((SELECT array_agg(${jobSpec("o")}) FROM orphans o))`,
      [this.#parts.leaseMs],
    );
  }
}
