import type { Attempt, CellRange, CellTry, CellTryFilter, Fence } from "../../spec/mod.ts";
import { ATTEMPT_FIELDS } from "../_attempt_fields.ts";
import { cellTryFields, hasText, readsText } from "../_cell_try_fields.ts";
import { StaleFenceError } from "../stale_fence_error.ts";
import { bulkParameters, bulkSource, bulkValues } from "./_rows.ts";
import type { PostgresDatabase, PostgresQuery, PostgresRow } from "./postgres_database.ts";
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
  SELECT ${COLUMNS} FROM tapedeck.attempts WHERE run_id = $1 AND (cell_index, try) > ($2, $3) AND cell_index <= $4
  ORDER BY cell_index, try LIMIT ${ROWS_PER_PAGE}`;

const cellTriesPage = (fields: typeof ATTEMPT_FIELDS, hasHit: boolean) => `
  SELECT ${fields.map(({ column }) => column).join(", ")}, ${
  hasHit ? hasText("$5::text", "strpos") : "$5::text"
} AS has_text
  FROM tapedeck.attempts WHERE run_id = $1 AND (cell_index, try) > ($2, $3) AND cell_index <= $4
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
export async function* readAttempts(
  database: PostgresDatabase,
  runId: string,
  { from = 0, to = Number.MAX_SAFE_INTEGER }: CellRange = {},
): AsyncGenerator<Attempt> {
  const run = textToPostgres(runId);
  for (let last = { cellIndex: from, try: 0 };;) {
    const rows = await database.query(PAGE, [run, last.cellIndex, last.try, to]);
    for (const row of rows) {
      const attempt = fieldsOf(row, ATTEMPT_FIELDS) as unknown as Attempt;
      last = attempt;
      yield attempt;
    }
    if (rows.length < ROWS_PER_PAGE) return;
  }
}

/** The same without their long texts. */
export async function* readCellTries<Field extends keyof CellTry>(
  database: PostgresDatabase,
  runId: string,
  { from = 0, to = Number.MAX_SAFE_INTEGER, text = "", fields }: CellTryFilter<Field>,
): AsyncGenerator<Pick<CellTry, Field | "cellIndex" | "try">> {
  const wanted = cellTryFields(fields);
  const hasHit = readsText(fields);
  const sql = cellTriesPage(wanted, hasHit);
  const [run, sought] = [runId, text].map(textToPostgres);
  for (let last = { cellIndex: from, try: 0 };;) {
    const rows = await database.query(sql, [run, last.cellIndex, last.try, to, sought]);
    for (const row of rows) {
      const hit = hasHit ? { hasText: row.has_text } : {};
      const one = { ...fieldsOf(row, wanted), ...hit } as unknown as CellTry;
      last = one;
      yield one;
    }
    if (rows.length < ROWS_PER_PAGE) return;
  }
}

function fieldsOf(row: PostgresRow, fields: typeof ATTEMPT_FIELDS): { [field: string]: unknown } {
  const values: { [field: string]: unknown } = {};
  for (const { field, column, kind } of fields) {
    const value = row[column];
    values[field] = kind === "text" && value !== null ? textFromPostgres(value as string) : value;
  }
  return values;
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
