import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";

/** So few that nobody who waits for the same thread notices: a few milliseconds. */
const ROWS_PER_PAGE = 1024;

/** Which rows are read, and of what. */
export interface NewRowsQuery {
  /** In SQL, from the second value of a row on; the first one is the rowid. */
  readonly columns: string;
  /** A table whose rows are never removed, and of which a later one has a larger rowid. */
  readonly table: string;
  /** A condition that they must meet, with a `?` for each of its values. */
  readonly where?: string;
  /** Those values. */
  readonly values?: readonly SQLInputValue[];
}

/** The rows of a table, each read once: whoever reads again gets what has come since. */
export class NewRows<Row extends readonly [rowid: number, ...rest: unknown[]]> {
  readonly #page: StatementSync;
  readonly #values: readonly SQLInputValue[];
  #last = 0;

  constructor(db: DatabaseSync, { columns, table, where = "1", values = [] }: NewRowsQuery) {
    this.#values = values;
    this.#page = db.prepare(
      `SELECT rowid, ${columns} FROM ${table} WHERE rowid > ? AND ${where} ORDER BY rowid LIMIT ${ROWS_PER_PAGE}`,
    );
    this.#page.setReturnArrays(true);
  }

  /** Not to be called again before it has ended. */
  async read(add: (row: Row) => void): Promise<void> {
    for (;;) {
      const rows = this.#page.all(this.#last, ...this.#values) as unknown as Row[];
      for (const row of rows) {
        add(row);
        this.#last = row[0];
      }
      if (rows.length < ROWS_PER_PAGE) return;
      // Whatever else the thread has to do goes on between two pages.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  }
}
