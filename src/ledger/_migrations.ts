import type { SqliteMigration } from "../base/mod.ts";

/**
 * All steps, the first one from an empty file.
 *
 * The attempts keep a rowid and a large page (set when the file is made): a row of two kilobytes then stands whole in
 * its page, which writes three times as fast as small pages and four times as fast as a table without rowid.
 */
export const MIGRATIONS: readonly SqliteMigration[] = [
  {
    version: 1,
    name: "runs and attempts",
    sql: `
      CREATE TABLE runs (
        run_id TEXT NOT NULL PRIMARY KEY,
        plan TEXT NOT NULL,
        plan_hash TEXT NOT NULL,
        mode TEXT NOT NULL,
        cassette TEXT,
        cells INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('running', 'interrupted', 'done')),
        started_at TEXT NOT NULL,
        ended_at TEXT,
        manifest TEXT NOT NULL CHECK (json_valid(manifest))
      );
      CREATE TABLE attempts (
        run_id TEXT NOT NULL REFERENCES runs (run_id),
        cell_index INTEGER NOT NULL,
        try INTEGER NOT NULL CHECK (try >= 1),
        cell_id TEXT NOT NULL,
        final INTEGER NOT NULL,
        label TEXT NOT NULL,
        request_id TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        model TEXT NOT NULL,
        provider TEXT NOT NULL,
        prompt_id TEXT NOT NULL,
        repeat INTEGER NOT NULL,
        axes TEXT NOT NULL,
        status TEXT NOT NULL,
        error_kind TEXT,
        error_message TEXT,
        http_status INTEGER,
        input_tokens INTEGER,
        cache_read_tokens INTEGER,
        cache_write_tokens INTEGER,
        output_tokens INTEGER,
        reasoning_tokens INTEGER,
        cost_usd TEXT,
        cost_source TEXT,
        ttft_ms REAL,
        ttfo_ms REAL,
        latency_ms REAL,
        tpot_ms REAL,
        output_tps REAL,
        queue_ms REAL NOT NULL,
        retry_wait_ms REAL NOT NULL,
        retries INTEGER NOT NULL,
        finish_reason TEXT,
        scores TEXT NOT NULL,
        score REAL,
        output TEXT,
        summary TEXT,
        output_hash TEXT,
        cassette_key TEXT,
        source TEXT NOT NULL,
        billed INTEGER NOT NULL,
        started_at TEXT NOT NULL,
        PRIMARY KEY (run_id, cell_index, try)
      );
      CREATE INDEX attempts_final ON attempts (run_id, cell_index) WHERE final = 1;
    `,
  },
  {
    version: 2,
    name: "a view of cells",
    // With max(try), SQLite takes the bare columns from the row that has the maximum, which is the latest try.
    sql: `
      CREATE VIEW cells AS
      SELECT
        run_id, cell_index, cell_id, label, endpoint, model, provider, prompt_id, repeat, axes,
        max(try) AS tries,
        final AS ended,
        CASE WHEN final THEN status END AS status,
        CASE WHEN final THEN error_kind END AS error_kind,
        CASE WHEN final THEN score END AS score,
        CASE WHEN final THEN latency_ms END AS latency_ms,
        sum(CAST(cost_usd AS REAL)) AS cost_usd
      FROM attempts
      GROUP BY run_id, cell_index;
    `,
  },
  {
    version: 3,
    name: "routes",
    // The call of a route need not belong to a run that is kept here.
    sql: `
      CREATE TABLE routes (
        position INTEGER PRIMARY KEY,
        run_id TEXT,
        scope TEXT NOT NULL,
        at TEXT NOT NULL,
        route_id TEXT NOT NULL,
        model TEXT NOT NULL,
        policy TEXT NOT NULL,
        chosen TEXT,
        answered TEXT,
        audit TEXT NOT NULL CHECK (json_valid(audit)),
        outcome TEXT CHECK (json_valid(outcome))
      );
      CREATE UNIQUE INDEX routes_scope ON routes (ifnull(run_id, ''), scope, at);
      CREATE INDEX routes_run ON routes (run_id, position);
    `,
  },
  {
    version: 4,
    name: "live tries by time",
    // It has all that sums of what was used need: the rows themselves are thirty times as wide.
    sql: `
      CREATE INDEX attempts_live ON attempts (
        started_at, provider, input_tokens, output_tokens, cost_usd, latency_ms, error_kind, http_status
      ) WHERE source <> 'replay';
    `,
  },
  {
    version: 5,
    name: "turns, control, scorings",
    // A scoring is one pass of scorers over a run: what stands beside the attempts is the first, later ones are here. Of
    // the first there are rows only where a score came with a cost or with what led to it.
    sql: `
      ALTER TABLE attempts ADD COLUMN turn INTEGER NOT NULL DEFAULT 1;
      ALTER TABLE runs ADD COLUMN control TEXT CHECK (control IN ('pause', 'cancel'));
      CREATE TABLE scorings (
        run_id TEXT NOT NULL REFERENCES runs (run_id),
        number INTEGER NOT NULL CHECK (number >= 1),
        scorers TEXT NOT NULL CHECK (json_valid(scorers)),
        config TEXT NOT NULL CHECK (json_valid(config)),
        config_hash TEXT NOT NULL,
        created_at TEXT NOT NULL,
        ended_at TEXT,
        PRIMARY KEY (run_id, number)
      );
      CREATE TABLE scores (
        run_id TEXT NOT NULL,
        number INTEGER NOT NULL,
        cell_index INTEGER NOT NULL,
        scorer TEXT NOT NULL,
        score REAL,
        metadata TEXT CHECK (json_valid(metadata)),
        cost_usd TEXT,
        calls INTEGER NOT NULL DEFAULT 0,
        at TEXT NOT NULL,
        PRIMARY KEY (run_id, number, cell_index, scorer),
        FOREIGN KEY (run_id, number) REFERENCES scorings (run_id, number)
      ) WITHOUT ROWID;
    `,
  },
];
