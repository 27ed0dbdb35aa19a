import type { RouteAudit, RouteFilter, RouteOutcome, RouteRecord } from "../../spec/mod.ts";
import { bound, type BulkColumn, bulkParameters, bulkSource, bulkValues, unbound } from "./_rows.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

const ROUTES_PER_PAGE = 256;

const COLUMNS: readonly (BulkColumn & { readonly read: (route: RouteRecord) => unknown })[] = [
  { column: "run_id", kind: "text", read: ({ runId }) => runId },
  { column: "scope", kind: "text", read: ({ scope }) => scope },
  { column: "at", kind: "text", read: ({ audit }) => audit.at },
  { column: "route_id", kind: "text", read: ({ audit }) => audit.id },
  { column: "model", kind: "text", read: ({ audit }) => audit.model },
  { column: "policy", kind: "text", read: ({ audit }) => audit.policy },
  { column: "chosen", kind: "text", read: ({ audit }) => audit.chosen },
  { column: "answered", kind: "text", read: ({ outcome }) => outcome?.answered },
  { column: "audit", kind: "json", read: ({ audit }) => audit },
  { column: "outcome", kind: "json", read: ({ outcome }) => outcome },
];

const INSERT = `
  INSERT INTO tapedeck.routes AS kept (${COLUMNS.map(({ column }) => column).join(", ")})
  SELECT ${bulkValues(COLUMNS)} FROM ${bulkSource(COLUMNS)}
  ON CONFLICT (coalesce(run_id, ''), scope, at) DO UPDATE SET
    answered = coalesce(excluded.answered, kept.answered), outcome = coalesce(excluded.outcome, kept.outcome)`;

/** Write routes, or what has become of them. One statement touches a row once, so a route that comes twice goes in twice. */
export async function writeRoutes(database: PostgresDatabase, routes: readonly RouteRecord[]): Promise<void> {
  await database.transaction(async (query) => {
    for (const rows of withoutRepeats(routes)) await query(INSERT, bulkParameters(COLUMNS, rows));
  });
}

/** The routes in as many parts as it takes for none to have one twice, in their order. */
function withoutRepeats(routes: readonly RouteRecord[]): RouteRecord[][] {
  const parts: RouteRecord[][] = [];
  let seen = new Set<string>();
  for (const route of routes) {
    const key = JSON.stringify([route.runId ?? "", route.scope, route.audit.at]);
    if (parts.length === 0 || seen.has(key)) {
      parts.push([]);
      seen = new Set();
    }
    seen.add(key);
    parts.at(-1)!.push(route);
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
    where: asked.map(([column], i) =>
      // As the index of scopes has it.
      column === "run_id" && scope !== undefined
        ? ` AND coalesce(run_id, '') = coalesce($${i + 2}::text, '')`
        : ` AND ${column} IS NOT DISTINCT FROM $${i + 2}`
    ).join(""),
    values: asked.map(([, value]) => bound(value as string | null)),
  };
}
