import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "./in_transaction.ts";
import { UserError } from "./user_error.ts";

/** A step from one version of a schema to the next. What has shipped is never edited: a change is a new step. */
export interface SqliteMigration {
  /** The version that it leads to, from 1 without a gap. */
  readonly version: number;
  /** For people: `a view of cells`. */
  readonly name: string;
  /** Run as one script. */
  readonly sql: string;
}

/** What is migrated, and how. */
export interface MigrateSqliteOptions {
  /** All steps in their order, the first one from an empty file. */
  readonly migrations: readonly SqliteMigration[];
  /** For people: `the ledger "runs/ledger.sqlite"`. */
  readonly what: string;
  /** Dates the entries in the table of migrations. */
  readonly now: () => Date;
}

/**
 * Bring a file up to the newest schema, each step in a transaction of its own together with its entry in the table of
 * migrations. Two processes may open a new file at once: the version is read again under the write lock.
 *
 * @throws {UserError} when a newer Tapedeck wrote the file, of which nothing is touched then.
 */
export function migrateSqlite(db: DatabaseSync, options: MigrateSqliteOptions): void {
  while (nextMigration(db, options) !== undefined) {
    inTransaction(db, () => {
      const next = nextMigration(db, options);
      if (next !== undefined) apply(db, next, options.now().toISOString());
    });
  }
}

function nextMigration(
  db: DatabaseSync,
  { migrations, what }: Pick<MigrateSqliteOptions, "migrations" | "what">,
): SqliteMigration | undefined {
  const version = schemaVersion(db);
  if (version > migrations.length) {
    throw new UserError(
      `Cannot open ${what} as a newer Tapedeck wrote it: its schema has version ${version}, ` +
        `and this Tapedeck knows versions up to ${migrations.length}`,
    );
  }
  return migrations.find((migration) => migration.version === version + 1);
}

function schemaVersion(db: DatabaseSync): number {
  const table = db.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migrations'").get();
  if (table === undefined) return 0;
  const row = db.prepare("SELECT coalesce(max(version), 0) AS version FROM migrations").get();
  return Number(row!.version);
}

function apply(db: DatabaseSync, migration: SqliteMigration, appliedAt: string): void {
  db.exec(
    "CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)",
  );
  db.exec(migration.sql);
  db.prepare("INSERT INTO migrations VALUES (?, ?, ?)").run(migration.version, migration.name, appliedAt);
}
