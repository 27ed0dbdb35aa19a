import { openPostgresDatabase, type PostgresDatabase, PostgresLedger } from "../ledger/postgres/mod.ts";
import { UserError } from "../base/mod.ts";
import { isPostgresUrl, shownLedger } from "../ledger/mod.ts";
import type { Clock, Ledger } from "../spec/mod.ts";
import { JobQueue } from "./_job_queue.ts";

/** Of the queue: one hears of new jobs, the others take and complete them. */
const CONNECTIONS = 4;

/** What a worker or a coordinator has of a database. */
export interface WorkerDatabase extends AsyncDisposable {
  readonly database: PostgresDatabase;
  readonly ledger: Ledger;
  readonly queue: JobQueue;
}

/**
 * Open a ledger and its queue; what is not there yet is made.
 * @throws {UserError} when it is no database of PostgreSQL, or cannot be opened.
 */
export async function openWorkerDatabase(url: string, { clock }: { readonly clock: Clock }): Promise<WorkerDatabase> {
  if (!isPostgresUrl(url)) {
    throw new UserError(
      `Cannot share a run as its ledger must be in PostgreSQL (postgres://user@host/database): ` +
        `current value is "${shownLedger(url)}"`,
      { exitCode: 2 },
    );
  }
  const database = await openPostgresDatabase(url, { clock });
  const queue = new JobQueue(url, { connections: CONNECTIONS });
  const close = async () => {
    await queue[Symbol.asyncDispose]();
    await database.close();
  };
  try {
    await queue.migrate();
    return { database, ledger: new PostgresLedger(database), queue, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
