import { Decimal } from "../../base/mod.ts";
import type { EndpointUse } from "../../spec/mod.ts";
import { PAID_COST_IS_UNKNOWN } from "../cost_is_unknown.ts";
import { ANSWERED, NOT_CALLED } from "../_endpoint_use.ts";
import { bound, unbound } from "./_rows.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

/** The same question that `src/ledger/_endpoint_use.ts` asks SQLite; here the database makes sums and medians. */
const triesOf = (table: string, score: string) => `
    SELECT
      endpoint, model, provider, billed, cost_usd, started_at, ttft_ms, latency_ms, output_tps, ${score} AS score,
      source = 'live' AND (error_kind IS NULL OR error_kind NOT IN (${NOT_CALLED})) AS is_live,
      error_kind IS NOT NULL AND error_kind NOT IN (${ANSWERED}) AS is_failed,
      ${PAID_COST_IS_UNKNOWN} AS is_unknown
    FROM tapedeck.${table}
    WHERE $1::text IS NULL OR model = $1`;

const SQL = `
  WITH tries AS (${triesOf("attempts", "score")} UNION ALL ${triesOf("calls", "NULL::double precision")})
  SELECT
    endpoint,
    min(model) AS model,
    min(provider) AS provider,
    count(*) AS tries,
    count(*) FILTER (WHERE billed) AS billed,
    sum(CAST(cost_usd AS numeric)) FILTER (WHERE billed)::text AS "costUsd",
    count(*) FILTER (WHERE is_unknown) AS unknown,
    max(started_at) AS "lastUsedAt",
    count(*) FILTER (WHERE is_live) AS live,
    count(*) FILTER (WHERE is_live AND is_failed) AS failed,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY ttft_ms) FILTER (WHERE is_live) AS "ttftMs",
    percentile_cont(0.5) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE is_live AND NOT is_failed) AS "latencyMs",
    percentile_cont(0.5) WITHIN GROUP (ORDER BY output_tps) FILTER (WHERE is_live) AS "outputTps",
    avg(score) FILTER (WHERE is_live) AS score
  FROM tries
  GROUP BY endpoint`;

type Row = Omit<EndpointUse, "errorRate"> & { readonly failed: number };

/** What all tries have shown of endpoints. */
export async function readEndpointUse(database: PostgresDatabase, model: string | null): Promise<EndpointUse[]> {
  const rows = await database.query(SQL, [bound(model)]);
  return rows.map((row) => {
    const { failed, ...use } = unbound(row) as unknown as Row;
    const { costUsd, unknown, live } = use;
    return {
      ...use,
      costUsd: costUsd === null ? (unknown > 0 ? null : "0") : Decimal.parse(costUsd).toString(),
      errorRate: live === 0 ? null : failed / live,
    };
  });
}
