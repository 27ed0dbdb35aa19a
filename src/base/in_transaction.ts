import type { DatabaseSync } from "node:sqlite";

/**
 * Do all of some work on an SQLite file, or nothing of it, and give its result. The lock for writing is taken at once, so
 * what is read in it stays true; there is no pause in it, as other calls on the connection must not come between.
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself, and a second time would hide why.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
