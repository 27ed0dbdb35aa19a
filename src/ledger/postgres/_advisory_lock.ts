import type { PoolClient } from "pg";
import type { LedgerLock, LedgerLockOptions } from "../../spec/mod.ts";
import type { PostgresDatabase } from "./postgres_database.ts";
import { textToPostgres } from "./_text.ts";

/** What a lock's text is to the server: one number, which `pg_locks` shows in two halves. */
const KEY = "hashtextextended($1, 0)";

/**
 * A lock of PostgreSQL's own, which lasts as long as the connection that it was taken over: a process that is killed leaves
 * none behind. When the connection is cut, the lock is taken again as soon as the server is back.
 */
export class AdvisoryLock implements LedgerLock {
  readonly #database: PostgresDatabase;
  readonly #name: string;
  readonly #options: LedgerLockOptions;
  #session: PoolClient | null = null;
  #isReleased = false;
  #isLost = false;
  readonly #ending = Promise.withResolvers<void>();
  /** Ends when the server knows that the lock is released. */
  readonly released: Promise<void> = this.#ending.promise;

  private constructor(database: PostgresDatabase, name: string, options: LedgerLockOptions) {
    this.#database = database;
    this.#name = name;
    this.#options = options;
  }

  /** `null`: somebody else has it. */
  static async take(
    database: PostgresDatabase,
    name: string,
    options: LedgerLockOptions,
  ): Promise<AdvisoryLock | null> {
    const lock = new AdvisoryLock(database, name, options);
    return await lock.#take(options.waits ?? false) ? lock : null;
  }

  /** Whether somebody has it. */
  static async isTaken(database: PostgresDatabase, name: string): Promise<boolean> {
    const rows = await database.query(
      `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database, (SELECT ${KEY}) AS asked (key)
       WHERE datname = current_database() AND locktype = 'advisory' AND granted AND objsubid = 1
         AND classid::bigint = (key >> 32) & 4294967295 AND objid::bigint = key & 4294967295
       LIMIT 1`,
      [keyText(name)],
    );
    return rows.length > 0;
  }

  /** Whether somebody else took it while the connection was cut. */
  get isLost(): boolean {
    return this.#isLost;
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    const session = this.#session;
    this.#session = null;
    void unlock(session).then(this.#ending.resolve);
  }

  async #take(waits: boolean): Promise<boolean> {
    const session = await this.#database.session();
    const kind = this.#options.isShared === true ? "_shared" : "";
    let isTaken = false;
    try {
      const sql = waits
        ? `SELECT pg_advisory_lock${kind}(${KEY})`
        : `SELECT pg_try_advisory_lock${kind}(${KEY}) AS taken`;
      const { rows: [row] } = await session.query(sql, [keyText(this.#name)]);
      isTaken = waits || row.taken === true;
    } finally {
      // A connection that goes back into the pool would take the lock with it.
      if (!isTaken || this.#isReleased) session.release(true);
    }
    if (isTaken && !this.#isReleased) this.#hold(session);
    return isTaken;
  }

  #hold(session: PoolClient): void {
    this.#session = session;
    session.on("error", () => {});
    session.once("end", () => {
      if (this.#session !== session) return;
      this.#session = null;
      session.release(true);
      void this.#takeAgain();
    });
  }

  async #takeAgain(): Promise<void> {
    try {
      if (!this.#isReleased && !await this.#take(false)) this.#isLost = true;
    } catch {
      this.#isLost = true;
    }
  }
}

function keyText(name: string): string {
  return `tapedeck/${textToPostgres(name)}`;
}

/** What is done by closing the connection is done some time later, when the server has seen that. */
async function unlock(session: PoolClient | null): Promise<void> {
  try {
    await session?.query("SELECT pg_advisory_unlock_all()");
  } catch {
    // Whatever cut the connection has unlocked it.
  }
  session?.release(true);
}
