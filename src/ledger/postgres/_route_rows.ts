import type { RouteAudit, RouteFilter, RouteOutcome, RouteRecord } from "../../spec/mod.ts";
import { bound, type BulkColumn, bulkSource, bulkValues, jsonValue, unbound } from "./_rows.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

const ROUTES_PER_PAGE = 256;

const COLUMNS: readonly BulkColumn[] = [
  { column: "run_id", kind: "text" },
  { column: "scope", kind: "text" },
  { column: "at", kind: "text" },
  { column: "route_id", kind: "text" },
  { column: "model", kind: "text" },
  { column: "policy", kind: "text" },
  { column: "chosen", kind: "text" },
  { column: "answered", kind: "text" },
  { column: "audit", kind: "json" },
  { column: "outcome", kind: "json" },
];

const INSERT = `
  INSERT INTO tapedeck.routes AS kept (${COLUMNS.map(({ column }) => column).join(", ")})
  SELECT ${bulkValues(COLUMNS)} FROM ${bulkSource("$1", COLUMNS)}
  ON CONFLICT (coalesce(run_id, ''), scope, at) DO UPDATE SET
    answered = coalesce(excluded.answered, kept.answered), outcome = coalesce(excluded.outcome, kept.outcome)`;

/** Write routes, or what has become of them. One statement touches a row once, so a route that comes twice goes in twice. */
export async function writeRoutes(database: PostgresDatabase, routes: readonly RouteRecord[]): Promise<void> {
  await database.transaction(async (query) => {
    for (const rows of withoutRepeats(routes)) await query(INSERT, [JSON.stringify(rows)]);
  });
}

/** The rows in as many parts as it takes for none to have a route twice, in their order. */
function withoutRepeats(routes: readonly RouteRecord[]): { [column: string]: unknown }[][] {
  const parts: { [column: string]: unknown }[][] = [];
  let seen = new Set<string>();
  for (const { runId, scope, audit, outcome } of routes) {
    const key = JSON.stringify([runId ?? "", scope, audit.at]);
    if (parts.length === 0 || seen.has(key)) {
      parts.push([]);
      seen = new Set();
    }
    seen.add(key);
    parts.at(-1)!.push({
      run_id: bound(runId),
      scope: bound(scope),
      at: bound(audit.at),
      route_id: bound(audit.id),
      model: bound(audit.model),
      policy: bound(audit.policy),
      chosen: bound(audit.chosen),
      answered: bound(outcome?.answered ?? null),
      audit: jsonValue(audit),
      outcome: outcome === null ? null : jsonValue(outcome),
    });
  }
  return parts;
}

/** The routes that a filter lets through, the latest first, in pages. */
export async function* readRoutes(
  database: PostgresDatabase,
  { last = Infinity, ...filter }: RouteFilter,
): AsyncGenerator<RouteRecord> {
  const { where, values } = conditions(filter);
  let left = last;
  for (let before = Number.MAX_SAFE_INTEGER;;) {
    const rows = await database.query(
      `SELECT position, run_id, scope, audit, outcome FROM tapedeck.routes WHERE position < $1${where}
       ORDER BY position DESC LIMIT ${ROUTES_PER_PAGE}`,
      [before, ...values],
    );
    for (const row of rows) {
      if (left-- <= 0) return;
      before = row.position as number;
      const { run_id, scope, audit, outcome } = unbound(row);
      yield {
        runId: run_id as string | null,
        scope: scope as string,
        audit: audit as RouteAudit,
        outcome: outcome as RouteOutcome | null,
      };
    }
    if (rows.length < ROUTES_PER_PAGE) return;
  }
}

function conditions({ runId, scope, model }: RouteFilter): { where: string; values: unknown[] } {
  const given = [["run_id", runId], ["scope", scope], ["model", model]] as const;
  const asked = given.filter(([, value]) => value !== undefined);
  return {
    where: asked.map(([column], i) => ` AND ${column} IS NOT DISTINCT FROM $${i + 2}`).join(""),
    values: asked.map(([, value]) => bound(value as string | null)),
  };
}
