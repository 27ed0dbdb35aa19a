import type { SqliteMigration } from "../../base/mod.ts";

/** All steps of the catalog's file, the first one from an empty file. */
export const MIGRATIONS: readonly SqliteMigration[] = [
  {
    version: 1,
    name: "lists, promotions, overrides and id migrations",
    // A list of models has the empty text for a model; a list of endpoints has its model.
    sql: `
      CREATE TABLE lists (
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        url TEXT NOT NULL,
        records TEXT NOT NULL CHECK (json_valid(records)),
        row_count INTEGER NOT NULL,
        fetched_at TEXT NOT NULL,
        etag TEXT,
        reader TEXT NOT NULL,
        revision INTEGER NOT NULL,
        invalidated INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (provider, model)
      );
      CREATE TABLE failures (
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        failed_at TEXT NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (provider, model)
      );
      CREATE TABLE leases (
        provider TEXT NOT NULL,
        model TEXT NOT NULL,
        owner TEXT NOT NULL,
        until TEXT NOT NULL,
        PRIMARY KEY (provider, model)
      );
      CREATE TABLE promoted (
        model TEXT NOT NULL PRIMARY KEY,
        promoted_at TEXT NOT NULL,
        record TEXT NOT NULL CHECK (json_valid(record))
      );
      CREATE TABLE overrides (
        provider TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL CHECK (json_valid(value))
      );
      CREATE TABLE id_migrations (
        from_id TEXT NOT NULL PRIMARY KEY,
        to_id TEXT NOT NULL,
        mode TEXT NOT NULL CHECK (mode IN ('automatic', 'asked')),
        reason TEXT NOT NULL,
        source TEXT NOT NULL,
        noted_at TEXT NOT NULL
      );
    `,
  },
  {
    version: 2,
    name: "whose key a list was fetched with",
    // The hash of the key, the empty text without one; NULL where it was not noted.
    sql: `
      ALTER TABLE lists ADD COLUMN credential TEXT;
      ALTER TABLE failures ADD COLUMN credential TEXT;
    `,
  },
];
