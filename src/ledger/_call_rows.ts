import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { CallFilter, CallTry } from "../spec/mod.ts";
import { AFTER_ALL, CALL_FIELDS } from "./_call_fields.ts";
import { rowFromSql, rowToSql, textToSql } from "./_fields.ts";

const CALLS_PER_PAGE = 256;
const COLUMNS = CALL_FIELDS.map(({ column }) => column).join(", ");

/** Write tries of calls by themselves. */
export function writeCalls(db: DatabaseSync, tries: readonly CallTry[]): void {
  const insert = db.prepare(
    `INSERT INTO calls (${COLUMNS}) VALUES (${CALL_FIELDS.map(() => "?").join(", ")})
     ON CONFLICT (call_id, try) DO NOTHING`,
  );
  for (const one of tries) insert.run(...rowToSql(CALL_FIELDS, one));
}

/** Those that a filter lets through, the latest first, read in pages so that a slow reader holds no lock. */
export function* readCalls(db: DatabaseSync, { last = Infinity, ...filter }: CallFilter): Generator<CallTry> {
  const given = ([["call_id", filter.callId], ["scope", filter.scope], ["model", filter.model]] as const)
    .flatMap(([column, value]) => value === undefined ? [] : [[`${column} = ?`, textToSql(value)] as const]);
  const where = [...given.map(([condition]) => condition), "(started_at, call_id, try) < (?, ?, ?)"].join(" AND ");
  const values = given.map(([, value]) => value);
  const page = db.prepare(
    `SELECT ${COLUMNS} FROM calls WHERE ${where} ORDER BY started_at DESC, call_id DESC, try DESC LIMIT ?`,
  );
  let before: readonly SQLInputValue[] = [AFTER_ALL, "", 0];
  for (let left = last; left > 0; left -= CALLS_PER_PAGE) {
    const limit = Math.min(left, CALLS_PER_PAGE);
    const rows = page.all(...values, ...before, limit);
    for (const row of rows) {
      before = [row.started_at, row.call_id, row.try] as SQLInputValue[];
      yield rowFromSql(CALL_FIELDS, row);
    }
    if (rows.length < limit) return;
  }
}
