import type { Attempt, Fence } from "../../spec/mod.ts";
import { ATTEMPT_FIELDS } from "../_attempt_fields.ts";
import { StaleFenceError } from "../stale_fence_error.ts";
import { bulkParameters, bulkSource, bulkValues } from "./_rows.ts";
import type { PostgresDatabase, PostgresQuery } from "./postgres_database.ts";
import { textFromPostgres, textToPostgres } from "./_text.ts";

/** Rows that are sent, and read, at once: some megabytes with answers of two kilobytes. */
const ROWS_PER_PAGE = 1000;
const INDEXES_PER_PAGE = 16_384;

const FIELDS = ATTEMPT_FIELDS.map((field) => ({ ...field, read: (attempt: Attempt) => attempt[field.field] }));
const COLUMNS = FIELDS.map(({ column }) => column).join(", ");

const INSERT = `
  INSERT INTO tapedeck.attempts (${COLUMNS})
  SELECT ${bulkValues(FIELDS)} FROM ${bulkSource(FIELDS)}`;

const ONCE = "ON CONFLICT (run_id, cell_index, try) DO NOTHING";

/** The lease cannot be taken over between the question and the end of the transaction. */
const INSERT_UNDER_LEASE = `
  WITH lease AS (
    SELECT 1 FROM tapedeck.leases
    WHERE run_id = $${FIELDS.length + 1} AND chunk = $${FIELDS.length + 2} AND token = $${FIELDS.length + 3} FOR SHARE
  ), written AS (
    ${INSERT} WHERE EXISTS (SELECT 1 FROM lease) ${ONCE}
  )
  SELECT count(*) AS held FROM lease`;

const PAGE = `
  SELECT ${COLUMNS} FROM tapedeck.attempts WHERE run_id = $1 AND (cell_index, try) > ($2, $3)
  ORDER BY cell_index, try LIMIT ${ROWS_PER_PAGE}`;

const FINISHED_PAGE = `
  SELECT DISTINCT cell_index FROM tapedeck.attempts WHERE run_id = $1 AND cell_index > $2 AND final
  ORDER BY cell_index LIMIT ${INDEXES_PER_PAGE}`;

/** Write rows, all or none of them. */
export async function writeAttempts(
  database: PostgresDatabase,
  attempts: readonly Attempt[],
  fence: Fence | undefined,
): Promise<void> {
  if (attempts.length <= ROWS_PER_PAGE) {
    await writePage((sql, values) => database.query(sql, values), attempts, fence);
    return;
  }
  await database.transaction(async (query) => {
    for (let i = 0; i < attempts.length; i += ROWS_PER_PAGE) {
      await writePage(query, attempts.slice(i, i + ROWS_PER_PAGE), fence);
    }
  });
}

async function writePage(query: PostgresQuery, attempts: readonly Attempt[], fence: Fence | undefined): Promise<void> {
  const rows = bulkParameters(FIELDS, attempts);
  if (fence === undefined) {
    await query(`${INSERT} ${ONCE}`, rows);
    return;
  }
  const lease = [textToPostgres(fence.runId), fence.chunk, fence.token];
  const [{ held }] = await query(INSERT_UNDER_LEASE, [...rows, ...lease]);
  if (held === 0) throw new StaleFenceError(fence);
}

/** The rows of a run, in pages, so that a slow reader holds nothing open, and a restart of the server does not end it. */
export async function* readAttempts(database: PostgresDatabase, runId: string): AsyncGenerator<Attempt> {
  const run = textToPostgres(runId);
  for (let last = { cellIndex: -1, try: 0 };;) {
    const rows = await database.query(PAGE, [run, last.cellIndex, last.try]);
    for (const row of rows) {
      const attempt: { [field: string]: unknown } = {};
      for (const { field, column, kind } of ATTEMPT_FIELDS) {
        const value = row[column];
        attempt[field] = kind === "text" && value !== null ? textFromPostgres(value as string) : value;
      }
      last = attempt as unknown as Attempt;
      yield attempt as unknown as Attempt;
    }
    if (rows.length < ROWS_PER_PAGE) return;
  }
}

/** The indexes of a run's cells that have ended. */
export async function* readFinished(database: PostgresDatabase, runId: string): AsyncGenerator<number> {
  const run = textToPostgres(runId);
  for (let last = -1;;) {
    const rows = await database.query(FINISHED_PAGE, [run, last]);
    for (const row of rows) yield last = row.cell_index as number;
    if (rows.length < INDEXES_PER_PAGE) return;
  }
}

/** Take back that cells have ended. */
export async function reopenCells(
  database: PostgresDatabase,
  runId: string,
  indexes: readonly number[],
): Promise<void> {
  await database.query(
    "UPDATE tapedeck.attempts SET final = false WHERE run_id = $1 AND cell_index = ANY ($2::bigint[]) AND final",
    [textToPostgres(runId), indexes],
  );
}
