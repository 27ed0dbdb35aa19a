import type { CallFilter, CallTry } from "../../spec/mod.ts";
import { AFTER_ALL, CALL_FIELDS } from "../_call_fields.ts";
import { bound, bulkParameters, bulkSource, bulkValues, unbound } from "./_rows.ts";
import type { PostgresDatabase } from "./postgres_database.ts";

const ROWS_PER_PAGE = 1000;
const FIELDS = CALL_FIELDS.map((field) => ({ ...field, read: (row: CallTry) => row[field.field] }));
const COLUMNS = CALL_FIELDS.map(({ column }) => column).join(", ");
const SHOWN = CALL_FIELDS.map(({ column, field }) => `${column} AS "${field}"`).join(", ");

const INSERT = `
  INSERT INTO tapedeck.calls (${COLUMNS})
  SELECT ${bulkValues(FIELDS)} FROM ${bulkSource(FIELDS)}
  ON CONFLICT (call_id, try) DO NOTHING`;

/** Write tries of calls by themselves, all or none of them. */
export async function writeCalls(database: PostgresDatabase, tries: readonly CallTry[]): Promise<void> {
  if (tries.length <= ROWS_PER_PAGE) {
    await database.query(INSERT, bulkParameters(FIELDS, tries));
    return;
  }
  await database.transaction(async (query) => {
    for (let i = 0; i < tries.length; i += ROWS_PER_PAGE) {
      await query(INSERT, bulkParameters(FIELDS, tries.slice(i, i + ROWS_PER_PAGE)));
    }
  });
}

/** Those that a filter lets through, the latest first, in pages. */
export async function* readCalls(
  database: PostgresDatabase,
  { last = Infinity, ...filter }: CallFilter,
): AsyncGenerator<CallTry> {
  const given = ([["call_id", filter.callId], ["scope", filter.scope], ["model", filter.model]] as const)
    .filter(([, value]) => value !== undefined);
  const where = given.map(([column], i) => ` AND ${column} = $${i + 5}`).join("");
  const sql = `
    SELECT ${SHOWN} FROM tapedeck.calls WHERE (started_at, call_id, try) < ($1, $2, $3)${where}
    ORDER BY started_at DESC, call_id DESC, try DESC LIMIT $4`;
  let before: readonly (string | number)[] = [AFTER_ALL, "", 0];
  for (let left = last; left > 0; left -= ROWS_PER_PAGE) {
    const limit = Math.min(left, ROWS_PER_PAGE);
    const rows = await database.query(sql, [...before, limit, ...given.map(([, value]) => bound(value!))]);
    for (const row of rows) {
      const one = unbound(row) as unknown as CallTry;
      before = [one.startedAt, bound(one.callId) as string, one.try];
      yield one;
    }
    if (rows.length < limit) return;
  }
}
