import type { JsonObject, RunControl, RunFilter, RunRecord, RunStatus } from "../../spec/mod.ts";
import { canonicalJson } from "../../base/mod.ts";
import { bound, jsonValue, unbound } from "./_rows.ts";
import type { PostgresDatabase, PostgresRow } from "./postgres_database.ts";

/** What of a run may change. */
export type RunChange = Partial<Pick<RunRecord, "status" | "endedAt" | "manifest" | "control">>;

const INSERT = `
  INSERT INTO tapedeck.runs
    (run_id, plan, plan_hash, mode, cassette, cells, status, started_at, ended_at, manifest, control)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (run_id) DO NOTHING RETURNING 1 AS written`;

/** Rejects when there is another run with this id. */
export async function insertRun(database: PostgresDatabase, run: RunRecord): Promise<void> {
  let isFirst = true;
  const isWritten = await database.transaction(async (query) => {
    const { runId, plan, planHash, mode, cassette, cells, status, startedAt, endedAt, manifest, control } = run;
    const before = [runId, plan, planHash, mode, cassette, cells, status, startedAt, endedAt].map(bound);
    const written = await query(INSERT, [...before, jsonValue(manifest), control]);
    if (written.length > 0 || isFirst) {
      isFirst = false;
      return written.length > 0;
    }
    // The first time may have written it, and lost the connection before it said so.
    const [row] = await query("SELECT * FROM tapedeck.runs WHERE run_id = $1", [bound(runId)]);
    return canonicalJson(runFromRow(row) as unknown as JsonObject) === canonicalJson(run as unknown as JsonObject);
  });
  if (!isWritten) {
    throw new Error(`Cannot start the run as the ledger has one with this id: current value is "${run.runId}"`);
  }
}

const COLUMNS = { status: "status", endedAt: "ended_at", manifest: "manifest", control: "control" } as const;

/** Sets what is given. Rejects when there is no such run. */
export async function changeRun(database: PostgresDatabase, runId: string, change: RunChange): Promise<void> {
  const given = (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter((name) => change[name] !== undefined);
  const sets = ["run_id = run_id", ...given.map((name, i) => `${COLUMNS[name]} = $${i + 2}`)];
  const values = given.map((name) => name === "manifest" ? jsonValue(change.manifest) : bound(change[name] ?? null));
  const changed = await database.query(
    `UPDATE tapedeck.runs SET ${sets.join(", ")} WHERE run_id = $1 RETURNING 1 AS changed`,
    [bound(runId), ...values],
  );
  if (changed.length === 0) {
    throw new Error(`Cannot update the run as the ledger has none with this id: current value is "${runId}"`);
  }
}

/** `null` when there is no run with this id. */
export async function readRun(database: PostgresDatabase, runId: string): Promise<RunRecord | null> {
  const [row] = await database.query("SELECT * FROM tapedeck.runs WHERE run_id = $1", [bound(runId)]);
  return row === undefined ? null : runFromRow(row);
}

/** Newest first. */
export async function readRuns(database: PostgresDatabase, filter: RunFilter): Promise<RunRecord[]> {
  const { planHash = null, plan = null, status = null, last = null, skip = 0 } = filter;
  const rows = await database.query(
    `SELECT * FROM tapedeck.runs
     WHERE ($1::text IS NULL OR plan_hash = $1) AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR plan = $3)
     ORDER BY started_at DESC, position DESC LIMIT $4 OFFSET $5`,
    [bound(planHash), status, bound(plan), last, skip],
  );
  return rows.map(runFromRow);
}

function runFromRow(given: PostgresRow): RunRecord {
  const row = unbound(given);
  return {
    runId: row.run_id as string,
    plan: row.plan as string,
    planHash: row.plan_hash as string,
    mode: row.mode as string,
    cassette: row.cassette as string | null,
    cells: row.cells as number,
    status: row.status as RunStatus,
    startedAt: row.started_at as string,
    endedAt: row.ended_at as string | null,
    manifest: row.manifest as JsonObject,
    control: row.control as RunControl | null,
  };
}
