import type { TryCount } from "../../spec/mod.ts";
import { COST_IS_UNKNOWN } from "../cost_is_unknown.ts";
import { bound, unbound } from "./_rows.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

/** The same question that `src/ledger/_try_counts.ts` asks SQLite. */
const SQL = `
  SELECT
    endpoint, status, error_kind AS "errorKind", final, billed, source,
    count(*) AS tries,
    coalesce(sum(CAST(cost_usd AS double precision)), 0) AS "costUsd",
    count(cost_usd) AS "costsKnown",
    count(*) FILTER (WHERE ${COST_IS_UNKNOWN}) AS "costsUnknown"
  FROM tapedeck.attempts
  WHERE run_id = $1
  GROUP BY endpoint, status, error_kind, final, billed, source
  ORDER BY min(cell_index), tries DESC
`;

/** Tries of a run that are alike, counted. */
export async function readTryCounts(database: PostgresDatabase, runId: string): Promise<TryCount[]> {
  const rows = await database.query(SQL, [bound(runId)]);
  return rows.map((row) => unbound(row) as unknown as TryCount);
}
