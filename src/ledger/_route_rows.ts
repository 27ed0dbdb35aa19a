import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { RouteFilter, RouteRecord } from "../spec/mod.ts";
import type { SqlRow } from "./_fields.ts";

const ROUTES_PER_PAGE = 128;

/** Write routes, or what has become of them. */
export function writeRoutes(db: DatabaseSync, routes: readonly RouteRecord[]): void {
  const insert = db.prepare(
    `INSERT INTO routes (run_id, scope, at, route_id, model, policy, chosen, answered, audit, outcome)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (ifnull(run_id, ''), scope, at) DO UPDATE SET
       answered = ifnull(excluded.answered, answered), outcome = ifnull(excluded.outcome, outcome)`,
  );
  for (const { runId, scope, audit, outcome } of routes) {
    const { at, id, model, policy, chosen } = audit;
    const ended = [outcome?.answered ?? null, JSON.stringify(audit), outcome === null ? null : JSON.stringify(outcome)];
    insert.run(runId, scope, at, id, model, policy, chosen, ...ended);
  }
}

/** The routes that a filter lets through, the latest first, read in pages so that a slow reader holds no lock. */
export function* readRoutes(db: DatabaseSync, { last = Infinity, ...filter }: RouteFilter): Generator<RouteRecord> {
  const { where, values } = conditions(filter);
  const page = db.prepare(
    `SELECT position, run_id, scope, audit, outcome FROM routes WHERE ${where} AND position < ?
     ORDER BY position DESC LIMIT ${ROUTES_PER_PAGE}`,
  );
  let left = last;
  for (let before = Number.MAX_SAFE_INTEGER;;) {
    const rows = page.all(...values, before);
    for (const row of rows) {
      if (left-- <= 0) return;
      before = Number(row.position);
      yield routeFromSql(row);
    }
    if (rows.length < ROUTES_PER_PAGE) return;
  }
}

function conditions({ runId, scope, model }: RouteFilter): { where: string; values: SQLInputValue[] } {
  const given: [string, SQLInputValue | undefined][] = [
    // As the index of scopes has it.
    [scope === undefined ? "run_id IS ?" : "ifnull(run_id, '') = ifnull(?, '')", runId],
    ["scope = ?", scope],
    ["model = ?", model],
  ];
  const asked = given.filter((one): one is [string, SQLInputValue] => one[1] !== undefined);
  return {
    where: ["1", ...asked.map(([condition]) => condition)].join(" AND "),
    values: asked.map(([, value]) => value),
  };
}

function routeFromSql({ run_id, scope, audit, outcome }: SqlRow): RouteRecord {
  return {
    runId: run_id as string | null,
    scope: scope as string,
    audit: JSON.parse(audit as string),
    outcome: outcome === null ? null : JSON.parse(outcome as string),
  };
}
