import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Clock, Ledger } from "../spec/mod.ts";
import { BUSY_TIMEOUT_MS, makeFolder, migrateSqlite, systemClock, UserError, whileBusy } from "../base/mod.ts";
import { SQLITE_MIGRATIONS } from "./_migrations.ts";
import { SqliteLedger } from "./sqlite_ledger.ts";

/** Options of {@linkcode openSqliteLedger}. */
export interface OpenSqliteLedgerOptions {
  /** Dates the migrations and waits for locks. The machine's own clock unless given. */
  readonly clock?: Clock;
}

/** Only a new file takes its page size from here. */
const PAGE_BYTES = 16384;

/**
 * Open a ledger in an SQLite file. The file and its folder are made when they are missing, and an older schema is
 * brought up to date.
 *
 * Several processes may write to one file at once. A row is safe once `append` has returned: it outlives a kill of the
 * process at any point. `":memory:"` gives a ledger that lives as long as it is open.
 *
 * @throws {UserError} when the file is no SQLite database, cannot be opened, or was written by a newer Tapedeck.
 *
 * @example Keep a run
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openSqliteLedger } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openSqliteLedger(":memory:");
 * assertEquals(await ledger.runs(), []);
 * ```
 */
export async function openSqliteLedger(path: string, options: OpenSqliteLedgerOptions = {}): Promise<Ledger> {
  const clock = options.clock ?? systemClock;
  if (path !== ":memory:") await makeFolder(dirname(path), "open the ledger");
  const db = openFile(path);
  try {
    await whileBusy(clock, () => db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL"));
    const migrations = { migrations: SQLITE_MIGRATIONS, what: `the ledger "${path}"`, now: () => clock.date() };
    await whileBusy(clock, () => migrateSqlite(db, migrations));
    return new SqliteLedger(db, clock, path === ":memory:" ? null : path);
  } catch (error) {
    db.close();
    throw asUserError(error, path);
  }
}

function openFile(path: string): DatabaseSync {
  try {
    const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    db.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    return db;
  } catch (error) {
    throw asUserError(error, path);
  }
}

/** What SQLite says of a file is about what the user named; other errors pass as they are. */
function asUserError(error: unknown, path: string): unknown {
  const isSqlite = error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR";
  if (!isSqlite) return error;
  return new UserError(`Cannot open the ledger as SQLite refuses it (${error.message}): current value is "${path}"`, {
    cause: error,
  });
}
