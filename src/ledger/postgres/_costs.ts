import { Decimal } from "../../base/mod.ts";
import type { CostFilter, CostGroup, ScorerCost } from "../../spec/mod.ts";
import { PAID_COST_IS_UNKNOWN } from "../cost_is_unknown.ts";
import { type ScorerCostRow, scorerCosts } from "../_cost_groups.ts";
import { unbound } from "./_rows.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

/** Sums of `numeric` are exact. */
const triesOf = (table: string, runId: string) => `
    SELECT
      substr(started_at, 1, 10) AS day, ${runId} AS run_id, endpoint, model, provider,
      source = 'replay' AS is_replayed,
      source <> 'replay' AND billed AS is_billed,
      CAST(cost_usd AS numeric) AS usd,
      ${PAID_COST_IS_UNKNOWN} AS is_unknown,
      input_tokens, output_tokens
    FROM tapedeck.${table}
    WHERE started_at >= $1`;

const COSTS = `
  WITH tries AS (${triesOf("attempts", "run_id")} UNION ALL ${triesOf("calls", "NULL")})
  SELECT
    day, run_id AS "runId", endpoint, model, provider,
    count(*) AS tries,
    count(*) FILTER (WHERE is_billed) AS billed,
    count(*) FILTER (WHERE is_replayed) AS replayed,
    count(usd) FILTER (WHERE is_billed) AS known,
    count(*) FILTER (WHERE is_unknown) AS unknown,
    coalesce(sum(usd) FILTER (WHERE is_billed), 0)::text AS "costUsd",
    coalesce(sum(usd) FILTER (WHERE is_replayed), 0)::text AS "savedUsd",
    coalesce(sum(input_tokens) FILTER (WHERE is_billed), 0)::double precision AS "inputTokens",
    coalesce(sum(output_tokens) FILTER (WHERE is_billed), 0)::double precision AS "outputTokens"
  FROM tries
  GROUP BY day, run_id, endpoint, model, provider`;

const SCORER_COSTS = `
  SELECT substr(at, 1, 10) AS day, run_id AS "runId", scorer, sum(calls)::double precision AS calls, cost_usd AS "costUsd",
    count(*) AS verdicts
  FROM tapedeck.scores
  WHERE calls > 0 AND at >= $1
  GROUP BY 1, 2, 3, 5
  ORDER BY 1, 2, 3`;

/** Before any time, as text. */
const EVER = "";

/** What tries have cost, summed up by the database. */
export async function readCosts(database: PostgresDatabase, { since = EVER }: CostFilter): Promise<CostGroup[]> {
  const rows = await database.query(COSTS, [since]);
  return rows.map((row) => {
    const group = unbound(row) as unknown as CostGroup;
    return { ...group, costUsd: plain(group.costUsd), savedUsd: plain(group.savedUsd) };
  });
}

/** What scorers' calls have cost. */
export async function readScorerCosts(database: PostgresDatabase, { since = EVER }: CostFilter): Promise<ScorerCost[]> {
  const rows = await database.query(SCORER_COSTS, [since]);
  return scorerCosts(rows.map((row) => unbound(row) as unknown as ScorerCostRow));
}

/** Without the zeros that `numeric` puts behind. */
function plain(usd: string): string {
  return Decimal.parse(usd).toString();
}
