import { systemClock } from "../../src/base/mod.ts";
import type { PostgresDatabase, PostgresLedger } from "../../src/ledger/postgres/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { openWorkerDatabase, type WorkerDatabase } from "../../src/workers/_worker_database.ts";
import { makeChunks, queueChunks } from "../../src/workers/_chunk_table.ts";
import { startPostgres } from "../support/postgres.ts";
import { makeAttempts, makeRun } from "../support/attempts.ts";

/** A run of so many cells whose chunks are in the queue, in a database of its own. */
export async function queuedRun({ cells, chunkCells, perEndpoint = cells }: {
  readonly cells: number;
  readonly chunkCells: number;
  readonly perEndpoint?: number;
}) {
  const server = await startPostgres();
  const opened: WorkerDatabase = await openWorkerDatabase(server.url, { clock: systemClock });
  const { database, ledger, queue } = opened;
  const { runId } = makeRun();
  await ledger.startRun(makeRun({ cells, status: "running" }));
  await makeChunks(database, runId, { cells, chunkCells, perEndpoint });
  await queueChunks(database, runId);
  return {
    runId,
    server,
    database,
    ledger: ledger as PostgresLedger,
    queue,
    /** Rows of the cells of a run, one try each. */
    rows: (from: number, to: number): Attempt[] =>
      [...makeAttempts({ cells, seed: "queued", retryShare: 0, runId })].slice(from, to),
    /** The jobs as the queue has them, by their keys. */
    jobs: () => jobsOf(database),
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function jobsOf(database: PostgresDatabase): Promise<{ key: string; priority: number; isFree: boolean }[]> {
  const rows = await database.query(
    `SELECT key, priority, locked_at IS NULL AND attempts < max_attempts AS is_free
     FROM tapedeck_queue.jobs WHERE key IS NOT NULL ORDER BY priority, id`,
  );
  return rows.map((row) => ({
    key: row.key as string,
    priority: Number(row.priority),
    isFree: row.is_free as boolean,
  }));
}
