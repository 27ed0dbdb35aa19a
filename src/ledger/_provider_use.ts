import type { DatabaseSync } from "node:sqlite";
import { Decimal } from "../base/mod.ts";
import type { ProviderUse, UseFilter } from "../spec/mod.ts";

const NANO = Decimal.fromInteger(1_000_000_000);

/** Calls that were never handed over. */
export const NOT_SENT = "'breaker_open', 'budget_exceeded', 'cassette_miss'";

/**
 * A refusal with a status is free, and so is what never arrived. Of the rest nobody knows.
 * Length of the time's text: to the minute `2026-11-21T05:52`, to the tenth of a second `2026-11-21T05:52:15.1`.
 */
const sent = (table: string) => `
    SELECT
      provider, started_at, latency_ms, input_tokens, output_tokens,
      error_kind IS 'rate_limited' AS is_limited,
      CAST(CAST(cost_usd AS REAL) * 1e9 + 0.999 AS INTEGER) AS nano,
      coalesce(http_status, 0) >= 400 OR error_kind IS 'connection' AS is_free
    FROM ${table}
    WHERE source <> 'replay' AND started_at >= ?1 AND (error_kind IS NULL OR error_kind NOT IN (${NOT_SENT}))`;

const SQL = `
  WITH sent AS (${sent("attempts INDEXED BY attempts_live")} UNION ALL ${sent("calls INDEXED BY calls_started")})
  SELECT
    provider,
    max(started_at) AS startedAt,
    coalesce(max(latency_ms), 0) AS latencyMs,
    count(*) AS requests,
    coalesce(sum(input_tokens), 0) AS input, sum(input_tokens IS NULL AND NOT is_limited) AS inputUnknown,
    max(input_tokens) AS inputMost,
    coalesce(sum(output_tokens), 0) AS output, sum(output_tokens IS NULL AND NOT is_limited) AS outputUnknown,
    max(output_tokens) AS outputMost,
    coalesce(sum(nano), 0) AS nano, sum(nano IS NULL AND NOT is_free) AS nanoUnknown, max(nano) AS nanoMost
  FROM sent
  GROUP BY provider, substr(started_at, 1, CASE WHEN started_at < ?2 THEN 16 ELSE 21 END)
  ORDER BY startedAt
`;

const AMOUNTS = ["input", "output", "nano"] as const;
type Name = typeof AMOUNTS[number];

/** What either database sums up. */
export type UseRow =
  & Pick<ProviderUse, "provider" | "startedAt" | "latencyMs" | "requests">
  & { readonly [Key in Name | `${Name}Unknown`]: number }
  & { readonly [Key in `${Name}Most`]: number | null };

/** What calls have used, the oldest first. */
export function readUse(db: DatabaseSync, { since, finelySince }: UseFilter): Iterable<ProviderUse> {
  return usesOf(db.prepare(SQL).all(since, finelySince) as unknown as UseRow[]);
}

/** What is not known of a call counts as the most that any call to its provider took in the time that is asked for. */
export function* usesOf(rows: readonly UseRow[]): Generator<ProviderUse> {
  const most = new Map<string, number>();
  for (const row of rows) {
    for (const name of AMOUNTS) {
      const key = `${row.provider} ${name}`;
      most.set(key, Math.max(most.get(key) ?? 0, row[`${name}Most`] ?? 0));
    }
  }
  for (const row of rows) {
    const of = (name: Name) => row[name] + row[`${name}Unknown`] * most.get(`${row.provider} ${name}`)!;
    const { provider, startedAt, latencyMs, requests } = row;
    const usd = Decimal.fromInteger(of("nano")).dividedBy(NANO, 9).toString();
    yield { provider, startedAt, latencyMs, requests, inputTokens: of("input"), outputTokens: of("output"), usd };
  }
}
