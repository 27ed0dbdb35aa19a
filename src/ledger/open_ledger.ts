import type { Clock, Ledger } from "../spec/mod.ts";
import { openSqliteLedger } from "./open_sqlite_ledger.ts";
import { isPostgresUrl } from "./shown_ledger.ts";

/** Options of {@linkcode openLedger}. */
export interface OpenLedgerOptions {
  /** Dates the migrations and waits for locks and servers. The machine's own clock unless given. */
  readonly clock?: Clock;
}

/**
 * Open a ledger: in PostgreSQL when it is named by a URL (`postgres://user@host/database`), else in an SQLite file. What is
 * not there yet is made, and an older schema is brought up to date.
 *
 * In PostgreSQL everything stands in the schema `tapedeck`. A password is better given by `PGPASSWORD` or `~/.pgpass` than
 * in the URL, which other users of the machine can see; in no error or file of Tapedeck does it come out. `sslmode`,
 * `sslrootcert` and the variables of libpq are understood.
 *
 * @throws {UserError} when the database cannot be opened, or was written by a newer Tapedeck.
 *
 * @example A file, or a database
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openLedger } from "@tapedeck/tapedeck";
 *
 * await using ledger = await openLedger(":memory:");
 * assertEquals(await ledger.runs(), []);
 * ```
 */
export async function openLedger(urlOrPath: string, options: OpenLedgerOptions = {}): Promise<Ledger> {
  if (!isPostgresUrl(urlOrPath)) return await openSqliteLedger(urlOrPath, options);
  const { openPostgresLedger } = await import("./postgres/mod.ts");
  return await openPostgresLedger(urlOrPath, options);
}
