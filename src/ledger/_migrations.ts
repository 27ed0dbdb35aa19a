import type { SqliteMigration } from "../base/mod.ts";
import { type Dialect, POSTGRES, SQLITE } from "./_dialect.ts";

/** A step from one version of the schema to the next, in the words of either database. */
export interface LedgerMigration extends Omit<SqliteMigration, "sql"> {
  /** Its script. */
  sql(words: Dialect): string;
}

/** With max(try), SQLite takes the bare columns from the row that has the maximum, which is the latest try. */
const CELLS_OF_SQLITE = `
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
    `;

/** The same; the sum of costs is exact here. */
const CELLS_OF_POSTGRES = `
      CREATE VIEW cells AS
      SELECT DISTINCT ON (run_id, cell_index)
        run_id, cell_index, cell_id, label, endpoint, model, provider, prompt_id, repeat, axes,
        try AS tries,
        final AS ended,
        CASE WHEN final THEN status END AS status,
        CASE WHEN final THEN error_kind END AS error_kind,
        CASE WHEN final THEN score END AS score,
        CASE WHEN final THEN latency_ms END AS latency_ms,
        sum(CAST(cost_usd AS numeric)) OVER (PARTITION BY run_id, cell_index) AS cost_usd
      FROM attempts
      ORDER BY run_id, cell_index, try DESC;
    `;

/**
 * All steps, the first one from an empty database. What has shipped is never edited, in either database: a change is a
 * new step.
 *
 * In SQLite the attempts keep a rowid and a large page (set when the file is made): a row of two kilobytes then stands
 * whole in its page, which writes three times as fast as small pages and four times as fast as a table without rowid.
 */
export const MIGRATIONS: readonly LedgerMigration[] = [
  {
    version: 1,
    name: "runs and attempts",
    sql: (d) => `
      CREATE TABLE runs (
        run_id ${d.text} NOT NULL PRIMARY KEY,
        plan ${d.text} NOT NULL,
        plan_hash ${d.text} NOT NULL,
        mode ${d.text} NOT NULL,
        cassette ${d.text},
        cells ${d.integer} NOT NULL,
        status ${d.text} NOT NULL CHECK (status IN ('running', 'interrupted', 'done')),
        started_at ${d.text} NOT NULL,
        ended_at ${d.text},
        manifest ${d.json} NOT NULL${d.jsonOnly("manifest")}${d.place}
      );
      CREATE TABLE attempts (
        run_id ${d.text} NOT NULL REFERENCES runs (run_id),
        cell_index ${d.integer} NOT NULL,
        try ${d.integer} NOT NULL CHECK (try >= 1),
        cell_id ${d.text} NOT NULL,
        final ${d.flag} NOT NULL,
        label ${d.text} NOT NULL,
        request_id ${d.text} NOT NULL,
        endpoint ${d.text} NOT NULL,
        model ${d.text} NOT NULL,
        provider ${d.text} NOT NULL,
        prompt_id ${d.text} NOT NULL,
        repeat ${d.integer} NOT NULL,
        axes ${d.json} NOT NULL,
        status ${d.text} NOT NULL,
        error_kind ${d.text},
        error_message ${d.text},
        http_status ${d.integer},
        input_tokens ${d.integer},
        cache_read_tokens ${d.integer},
        cache_write_tokens ${d.integer},
        output_tokens ${d.integer},
        reasoning_tokens ${d.integer},
        cost_usd ${d.text},
        cost_source ${d.text},
        ttft_ms ${d.real},
        ttfo_ms ${d.real},
        latency_ms ${d.real},
        tpot_ms ${d.real},
        output_tps ${d.real},
        queue_ms ${d.real} NOT NULL,
        retry_wait_ms ${d.real} NOT NULL,
        retries ${d.integer} NOT NULL,
        finish_reason ${d.text},
        scores ${d.json} NOT NULL,
        score ${d.real},
        output ${d.text},
        summary ${d.text},
        output_hash ${d.text},
        cassette_key ${d.text},
        source ${d.text} NOT NULL,
        billed ${d.flag} NOT NULL,
        started_at ${d.text} NOT NULL,
        PRIMARY KEY (run_id, cell_index, try)
      );
      CREATE INDEX attempts_final ON attempts (run_id, cell_index) WHERE ${d.isSet("final")};
    `,
  },
  {
    version: 2,
    name: "a view of cells",
    sql: (d) => d.name === "sqlite" ? CELLS_OF_SQLITE : CELLS_OF_POSTGRES,
  },
  {
    version: 3,
    name: "routes",
    // The call of a route need not belong to a run that is kept here.
    sql: (d) => `
      CREATE TABLE routes (
        position ${d.counted},
        run_id ${d.text},
        scope ${d.text} NOT NULL,
        at ${d.text} NOT NULL,
        route_id ${d.text} NOT NULL,
        model ${d.text} NOT NULL,
        policy ${d.text} NOT NULL,
        chosen ${d.text},
        answered ${d.text},
        audit ${d.json} NOT NULL${d.jsonOnly("audit")},
        outcome ${d.json}${d.jsonOnly("outcome")}
      );
      CREATE UNIQUE INDEX routes_scope ON routes (${d.either}(run_id, ''), scope, at);
      CREATE INDEX routes_run ON routes (run_id, position);
    `,
  },
  {
    version: 4,
    name: "live tries by time",
    // It has all that sums of what was used need: the rows themselves are thirty times as wide.
    sql: () => `
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
    sql: (d) => `
      ALTER TABLE attempts ADD COLUMN turn ${d.integer} NOT NULL DEFAULT 1;
      ALTER TABLE runs ADD COLUMN control ${d.text} CHECK (control IN ('pause', 'cancel'));
      CREATE TABLE scorings (
        run_id ${d.text} NOT NULL REFERENCES runs (run_id),
        number ${d.integer} NOT NULL CHECK (number >= 1),
        scorers ${d.json} NOT NULL${d.jsonOnly("scorers")},
        config ${d.json} NOT NULL${d.jsonOnly("config")},
        config_hash ${d.text} NOT NULL,
        created_at ${d.text} NOT NULL,
        ended_at ${d.text},
        PRIMARY KEY (run_id, number)
      );
      CREATE TABLE scores (
        run_id ${d.text} NOT NULL,
        number ${d.integer} NOT NULL,
        cell_index ${d.integer} NOT NULL,
        scorer ${d.text} NOT NULL,
        score ${d.real},
        metadata ${d.json}${d.jsonOnly("metadata")},
        cost_usd ${d.text},
        calls ${d.integer} NOT NULL DEFAULT 0,
        at ${d.text} NOT NULL,
        PRIMARY KEY (run_id, number, cell_index, scorer),
        FOREIGN KEY (run_id, number) REFERENCES scorings (run_id, number)
      )${d.byKey};
    `,
  },
  {
    version: 6,
    name: "leases",
    // A lease that is taken over gets the next token, so that rows of whoever had it before can be told and refused.
    sql: (d) => `
      CREATE TABLE leases (
        run_id ${d.text} NOT NULL REFERENCES runs (run_id),
        chunk ${d.integer} NOT NULL,
        token ${d.integer} NOT NULL CHECK (token >= 1),
        worker ${d.text} NOT NULL,
        expires_at ${d.time} NOT NULL,
        PRIMARY KEY (run_id, chunk)
      );
    `,
  },
  {
    version: 7,
    name: "runs of many workers",
    // What workers on other machines need to make a run's calls. A chunk is a job's worth of cells, and its place is that
    // among the chunks of its endpoint. In a budget the empty holder has what was spent, each other one what it reserves.
    sql: (d) => `
      CREATE TABLE run_plans (
        run_id ${d.text} NOT NULL PRIMARY KEY REFERENCES runs (run_id),
        plan ${d.text} NOT NULL,
        settings ${d.json} NOT NULL${d.jsonOnly("settings")},
        samples ${d.integer} NOT NULL
      );
      CREATE TABLE run_samples (
        run_id ${d.text} NOT NULL REFERENCES runs (run_id),
        part ${d.integer} NOT NULL,
        lines ${d.text} NOT NULL,
        PRIMARY KEY (run_id, part)
      );
      CREATE TABLE chunks (
        run_id ${d.text} NOT NULL REFERENCES runs (run_id),
        chunk ${d.integer} NOT NULL,
        first_cell ${d.integer} NOT NULL,
        last_cell ${d.integer} NOT NULL,
        place ${d.integer} NOT NULL,
        is_queued ${d.flag} NOT NULL,
        ended_at ${d.time},
        done ${d.integer} NOT NULL,
        failed ${d.integer} NOT NULL,
        cost_usd ${d.text},
        PRIMARY KEY (run_id, chunk)
      );
      CREATE INDEX chunks_open ON chunks (run_id) WHERE ended_at IS NULL;
      CREATE TABLE budget_shares (
        run_id ${d.text} NOT NULL REFERENCES runs (run_id),
        scope ${d.text} NOT NULL,
        holder ${d.text} NOT NULL,
        requests ${d.integer} NOT NULL,
        tokens ${d.integer} NOT NULL,
        usd ${d.text} NOT NULL,
        PRIMARY KEY (run_id, scope, holder)
      );
      CREATE TABLE limit_shares (
        scope ${d.text} NOT NULL,
        holder ${d.text} NOT NULL,
        held ${d.integer} NOT NULL,
        wanted ${d.integer} NOT NULL,
        expires_at ${d.time} NOT NULL,
        PRIMARY KEY (scope, holder)
      );
      CREATE TABLE limit_windows (
        key ${d.text} NOT NULL PRIMARY KEY,
        points ${d.integer} NOT NULL,
        expire ${d.integer}
      );
    `,
  },
  {
    version: 8,
    name: "calls by themselves",
    // Tries of calls that belong to no run. Rows are read on by their position, so none is ever removed.
    sql: (d) => `
      CREATE TABLE calls (
        position ${d.counted},
        call_id ${d.text} NOT NULL,
        try ${d.integer} NOT NULL CHECK (try >= 1),
        scope ${d.text} NOT NULL,
        endpoint ${d.text} NOT NULL,
        model ${d.text} NOT NULL,
        provider ${d.text} NOT NULL,
        status ${d.text} NOT NULL,
        error_kind ${d.text},
        http_status ${d.integer},
        input_tokens ${d.integer},
        cache_read_tokens ${d.integer},
        cache_write_tokens ${d.integer},
        output_tokens ${d.integer},
        reasoning_tokens ${d.integer},
        cost_usd ${d.text},
        cost_source ${d.text},
        ttft_ms ${d.real},
        latency_ms ${d.real},
        output_tps ${d.real},
        source ${d.text} NOT NULL,
        billed ${d.flag} NOT NULL,
        started_at ${d.text} NOT NULL,
        UNIQUE (call_id, try)
      );
      CREATE INDEX calls_started ON calls (started_at, call_id, try);
    `,
  },
];

/** The steps for a file of SQLite. */
export const SQLITE_MIGRATIONS: readonly SqliteMigration[] = inWordsOf(SQLITE);

/** The steps for a schema of PostgreSQL. */
export const POSTGRES_MIGRATIONS: readonly SqliteMigration[] = inWordsOf(POSTGRES);

function inWordsOf(words: Dialect): SqliteMigration[] {
  return MIGRATIONS.map((step) => ({ ...step, sql: step.sql(words) }));
}
