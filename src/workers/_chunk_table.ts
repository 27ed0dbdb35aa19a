import { Decimal } from "../base/mod.ts";
import type { PostgresDatabase } from "../ledger/postgres/mod.ts";
import { jobSpec, QUEUE_SCHEMA } from "./_sql.ts";
import type { ChunkProgress } from "./_leases.ts";

/** So many jobs are put into the queue in one transaction. */
const JOBS_AT_ONCE = 2000;

/** How far a run is, over all workers. */
export interface QueueProgress extends ChunkProgress {
  /** Chunks that have not ended. */
  readonly open: number;
  /** Of those, the ones that somebody has or will have: no job is left of cells that nobody is to call for. */
  readonly queued: number;
  /** Of those, the ones that a worker has. */
  readonly leased: number;
  /** Those who have them. */
  readonly workers: number;
}

/** How a run's cells are cut. */
export interface Cut {
  readonly cells: number;
  readonly chunkCells: number;
  /** How many cells of one endpoint stand together in the grid. */
  readonly perEndpoint: number;
}

/** Cut a run's cells into chunks; those that are there stay as they are. */
export async function makeChunks(database: PostgresDatabase, runId: string, cut: Cut): Promise<void> {
  await database.query(
    `INSERT INTO tapedeck.chunks (run_id, chunk, first_cell, last_cell, place, is_queued, done, failed, cost_usd)
     SELECT $1, n, n * $3::bigint, least((n + 1) * $3::bigint, $2::bigint) - 1,
       ((n * $3::bigint) % $4::bigint) / $3::bigint, false, 0, 0, '0'
     FROM generate_series(0, ($2::bigint - 1) / $3::bigint) AS n
     ON CONFLICT (run_id, chunk) DO NOTHING`,
    [runId, cut.cells, cut.chunkCells, Math.max(1, cut.perEndpoint)],
  );
}

/** Open those chunks again of which a cell has not ended: one that is to be tried once more. */
export async function reopenChunks(database: PostgresDatabase, runId: string): Promise<void> {
  await database.query(
    `UPDATE tapedeck.chunks c SET ended_at = NULL, is_queued = false
     WHERE c.run_id = $1 AND c.ended_at IS NOT NULL AND c.last_cell - c.first_cell + 1 > (
       SELECT count(DISTINCT a.cell_index) FROM tapedeck.attempts a
       WHERE a.run_id = $1 AND a.final AND a.cell_index BETWEEN c.first_cell AND c.last_cell
     )`,
    [runId],
  );
}

/** Put the jobs of all chunks into the queue that are neither in it nor have ended. Both is known in one transaction. */
export async function queueChunks(database: PostgresDatabase, runId: string): Promise<void> {
  for (;;) {
    const [{ marked }] = await database.query(
      `WITH c AS (
         UPDATE tapedeck.chunks SET is_queued = true WHERE (run_id, chunk) IN (
           SELECT run_id, chunk FROM tapedeck.chunks WHERE run_id = $1 AND NOT is_queued AND ended_at IS NULL
           ORDER BY chunk LIMIT ${JOBS_AT_ONCE} FOR UPDATE SKIP LOCKED
         ) RETURNING *
       ), jobs AS (
         SELECT * FROM ${QUEUE_SCHEMA}.add_jobs((SELECT array_agg(${jobSpec("c")} ORDER BY c.chunk) FROM c))
       )
       SELECT (SELECT count(*) FROM c) AS marked, (SELECT count(*) FROM jobs) AS jobs`,
      [runId],
    );
    if (marked === 0) return;
  }
}

/** How far a run is. A chunk tells its worker's numbers as often as its lease is renewed. */
export async function queueProgress(database: PostgresDatabase, runId: string): Promise<QueueProgress> {
  const [row] = await database.query(
    `SELECT count(*) FILTER (WHERE c.ended_at IS NULL) AS open,
       count(*) FILTER (WHERE c.ended_at IS NULL AND c.is_queued) AS queued,
       count(*) FILTER (WHERE c.ended_at IS NULL AND l.worker <> '') AS leased,
       count(DISTINCT l.worker) FILTER (WHERE c.ended_at IS NULL AND l.worker <> '') AS workers,
       coalesce(sum(c.done), 0)::bigint AS done, coalesce(sum(c.failed), 0)::bigint AS failed,
       CASE WHEN bool_or(c.cost_usd IS NULL) THEN NULL ELSE trim_scale(sum(c.cost_usd::numeric)) END AS cost_usd
     FROM tapedeck.chunks c LEFT JOIN tapedeck.leases l USING (run_id, chunk) WHERE c.run_id = $1`,
    [runId],
  );
  return {
    open: row.open as number,
    queued: row.queued as number,
    leased: row.leased as number,
    workers: row.workers as number,
    done: row.done as number,
    failed: row.failed as number,
    costUsd: row.cost_usd as string | null,
  };
}

/** What there is of a chunk already. */
export interface EndedCells {
  /** The indexes of the cells that have ended. */
  readonly indexes: ReadonlySet<number>;
  /** How many tries the others have, of earlier chances. */
  readonly tries: ReadonlyMap<number, number>;
  readonly progress: ChunkProgress;
}

/** The cells of a chunk that have ended, and what they came to. */
export async function endedCells(
  database: PostgresDatabase,
  runId: string,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<EndedCells> {
  const rows = await database.query(
    `SELECT cell_index, bool_or(final) AS ended, bool_or(final AND status <> 'ok') AS failed,
       sum(cost_usd::numeric) AS cost_usd, bool_or(cost_usd IS NULL AND http_status < 400) AS is_unknown,
       max(try) AS tries
     FROM tapedeck.attempts WHERE run_id = $1 AND cell_index BETWEEN $2 AND $3 GROUP BY cell_index`,
    [runId, first, last],
  );
  const ended = rows.filter((row) => row.ended === true);
  const cost = rows.reduce(
    (sum, row) => row.cost_usd === null ? sum : sum.plus(Decimal.parse(row.cost_usd as string)),
    Decimal.fromInteger(0),
  );
  return {
    indexes: new Set(ended.map((row) => row.cell_index as number)),
    tries: new Map(
      rows.flatMap((row) => row.ended === true ? [] : [[row.cell_index as number, row.tries as number]]),
    ),
    progress: {
      done: ended.length,
      failed: ended.filter((row) => row.failed === true).length,
      costUsd: rows.some((row) => row.is_unknown === true) ? null : cost.toString(),
    },
  };
}
