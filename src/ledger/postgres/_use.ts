import type { LiveTry, ProviderUse, UseFilter } from "../../spec/mod.ts";
import { NOT_SENT, type UseRow, usesOf } from "../_provider_use.ts";
import { bound, unbound } from "./_rows.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

/** The same question that `src/ledger/_provider_use.ts` asks SQLite. */
const USE = `
  WITH sent AS (
    SELECT
      provider, started_at, latency_ms, input_tokens, output_tokens,
      error_kind IS NOT DISTINCT FROM 'rate_limited' AS is_limited,
      trunc(CAST(cost_usd AS double precision) * 1e9 + 0.999) AS nano,
      coalesce(http_status, 0) >= 400 OR error_kind IS NOT DISTINCT FROM 'connection' AS is_free
    FROM tapedeck.attempts
    WHERE source <> 'replay' AND started_at >= $1 AND (error_kind IS NULL OR error_kind NOT IN (${NOT_SENT}))
  )
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

const LIVE_TRIES = `
  SELECT run_id, cell_index, try, endpoint, provider, error_kind AS "errorKind", started_at AS "startedAt",
    ttft_ms AS "ttftMs", latency_ms AS "latencyMs", output_tps AS "outputTps", source
  FROM tapedeck.attempts
  WHERE source <> 'replay' AND source = 'live' AND started_at >= $1
    AND (started_at, run_id, cell_index, try) < ($2, $3, $4, $5)
  ORDER BY started_at DESC, run_id DESC, cell_index DESC, try DESC LIMIT $6`;

/** Behind any time, as text. */
const AFTER_ALL = "~";

/** The latest first, in pages. */
export async function* readLiveTries(
  database: PostgresDatabase,
  { since, last }: { readonly since: string; readonly last: number },
): AsyncGenerator<LiveTry> {
  let before: readonly (string | number)[] = [AFTER_ALL, "", 0, 0];
  for (let left = last; left > 0; left -= TRIES_PER_PAGE) {
    const limit = Math.min(left, TRIES_PER_PAGE);
    const rows = await database.query(LIVE_TRIES, [since, ...before, limit]);
    for (const row of rows) {
      const { run_id, cell_index, try: tryNumber, ...live } = unbound(row);
      before = [live.startedAt as string, bound(run_id as string) as string, cell_index as number, tryNumber as number];
      yield live as unknown as LiveTry;
    }
    if (rows.length < limit) return;
  }
}
