import { UserError } from "../../base/mod.ts";
import { POSTGRES_MIGRATIONS } from "../_migrations.ts";
import type { PostgresDatabase, PostgresQuery } from "./postgres_database.ts";

/** Any number that nobody else takes: who migrates holds the lock of this name. */
const LOCK = 7_413_001_926;

/**
 * Bring a database up to the newest schema, each step in a transaction of its own together with its entry in the table of
 * migrations. Of several processes that open it at once, one does the work while the others wait.
 *
 * @throws {UserError} when a newer Tapedeck wrote it, of which nothing is touched then, or the role may not.
 */
export async function migratePostgres(
  database: PostgresDatabase,
  { now, migrations = POSTGRES_MIGRATIONS }: {
    readonly now: () => Date;
    readonly migrations?: typeof POSTGRES_MIGRATIONS;
  },
): Promise<void> {
  const next = (version: number) => {
    if (version > migrations.length) throw newerError(database.shown, version, migrations.length);
    return migrations.find((step) => step.version === version + 1);
  };
  // Read without the lock first: a role that only reads and writes rows may open what is up to date.
  while (next(await schemaVersion((sql, values) => database.query(sql, values))) !== undefined) {
    await database.transaction(async (query) => {
      await query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
      const step = next(await schemaVersion(query));
      if (step === undefined) return;
      await query("CREATE SCHEMA IF NOT EXISTS tapedeck");
      await query("SET LOCAL search_path TO tapedeck");
      await query(
        "CREATE TABLE IF NOT EXISTS migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at text NOT NULL)",
      );
      await query(step.sql);
      await query("INSERT INTO migrations VALUES ($1, $2, $3)", [step.version, step.name, now().toISOString()]);
    });
  }
}

async function schemaVersion(query: PostgresQuery): Promise<number> {
  // Not by to_regclass: within a transaction that waited for the lock, it does not see what was made meanwhile.
  const [{ there }] = await query(
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = 'tapedeck' AND tablename = 'migrations') AS there",
  );
  if (there !== true) return 0;
  const [{ version }] = await query("SELECT coalesce(max(version), 0) AS version FROM tapedeck.migrations");
  return version as number;
}

function newerError(shown: string, version: number, known: number): UserError {
  return new UserError(
    `Cannot open the ledger "${shown}" as a newer Tapedeck wrote it: its schema has version ${version}, ` +
      `and this Tapedeck knows versions up to ${known}`,
  );
}
