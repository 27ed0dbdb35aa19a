import type { LiveTry, ProviderUse, UseFilter } from "../../spec/mod.ts";
import { AFTER_ALL } from "../_call_fields.ts";
import { latestFirst } from "../_latest_first.ts";
import { NOT_SENT, type UseRow, usesOf } from "../_provider_use.ts";
import { unbound } from "./_rows.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

/** The same question that `src/ledger/_provider_use.ts` asks SQLite. */
const sent = (table: string) => `
    SELECT
      provider, started_at, latency_ms, input_tokens, output_tokens,
      error_kind IS NOT DISTINCT FROM 'rate_limited' AS is_limited,
      trunc(CAST(cost_usd AS double precision) * 1e9 + 0.999) AS nano,
      coalesce(http_status, 0) >= 400 OR error_kind IS NOT DISTINCT FROM 'connection' AS is_free
    FROM tapedeck.${table}
    WHERE source <> 'replay' AND started_at >= $1 AND (error_kind IS NULL OR error_kind NOT IN (${NOT_SENT}))`;

const USE = `
  WITH sent AS (${sent("attempts")} UNION ALL ${sent("calls")})
  SELECT
    provider,
    max(started_at) AS "startedAt",
    coalesce(max(latency_ms), 0) AS "latencyMs",
    count(*) AS requests,
    coalesce(sum(input_tokens), 0)::double precision AS input,
    count(*) FILTER (WHERE input_tokens IS NULL AND NOT is_limited) AS "inputUnknown",
    max(input_tokens) AS "inputMost",
    coalesce(sum(output_tokens), 0)::double precision AS output,
    count(*) FILTER (WHERE output_tokens IS NULL AND NOT is_limited) AS "outputUnknown",
    max(output_tokens) AS "outputMost",
    coalesce(sum(nano), 0) AS nano,
    count(*) FILTER (WHERE nano IS NULL AND NOT is_free) AS "nanoUnknown",
    max(nano) AS "nanoMost"
  FROM sent
  GROUP BY provider, substr(started_at, 1, CASE WHEN started_at < $2 THEN 16 ELSE 21 END)
  ORDER BY "startedAt"`;

/** What live calls have used, the oldest first. */
export async function* readUse(
  database: PostgresDatabase,
  { since, finelySince }: UseFilter,
): AsyncGenerator<ProviderUse> {
  const rows = await database.query(USE, [since, finelySince]);
  yield* usesOf(rows.map((row) => unbound(row) as unknown as UseRow));
}

const TRIES_PER_PAGE = 1024;

/** A table, and what tells its rows apart in their order, with what comes before all of it. */
interface TryTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly least: readonly (string | number)[];
}

const TABLES: readonly TryTable[] = [
  { name: "attempts", key: ["run_id", "cell_index", "try"], least: ["", 0, 0] },
  { name: "calls", key: ["call_id", "try"], least: ["", 0] },
];

/** How far back tries are asked for, and how many. */
interface LiveTryFilter {
  readonly since: string;
  readonly last: number;
}

/** The latest first, in pages. */
export function readLiveTries(database: PostgresDatabase, filter: LiveTryFilter): AsyncGenerator<LiveTry> {
  return latestFirst(TABLES.map((table) => readTable(database, table, filter)), filter.last);
}

async function* readTable(
  database: PostgresDatabase,
  { name, key, least }: TryTable,
  { since, last }: LiveTryFilter,
): AsyncGenerator<LiveTry> {
  const order = ["started_at", ...key];
  const sql = `
    SELECT ${key.join(", ")}, endpoint, provider, error_kind AS "errorKind", started_at AS "startedAt",
      ttft_ms AS "ttftMs", latency_ms AS "latencyMs", output_tps AS "outputTps", source
    FROM tapedeck.${name}
    WHERE source <> 'replay' AND source = 'live' AND started_at >= $1
      AND (${order.join(", ")}) < (${order.map((_, i) => `$${i + 3}`).join(", ")})
    ORDER BY ${order.map((column) => `${column} DESC`).join(", ")} LIMIT $2`;
  let before: readonly (string | number)[] = [AFTER_ALL, ...least];
  for (let left = last; left > 0; left -= TRIES_PER_PAGE) {
    const limit = Math.min(left, TRIES_PER_PAGE);
    const rows = await database.query(sql, [since, limit, ...before]);
    for (const row of rows) {
      const { endpoint, provider, errorKind, startedAt, ttftMs, latencyMs, outputTps, source } = unbound(row);
      before = [startedAt as string, ...key.map((column) => row[column] as string | number)];
      yield { endpoint, provider, errorKind, startedAt, ttftMs, latencyMs, outputTps, source } as LiveTry;
    }
    if (rows.length < limit) return;
  }
}
