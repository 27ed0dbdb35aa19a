import pg from "pg";
import type { Clock } from "../../spec/mod.ts";
import { UserError } from "../../base/mod.ts";
import { connectionLost, isStarting } from "./connection_lost.ts";
import { type PostgresTarget, postgresTarget } from "./postgres_target.ts";

/** A row as `pg` gives it, the columns by their names. */
export type PostgresRow = { readonly [column: string]: unknown };

/** Runs one statement and gives its rows. */
export type PostgresQuery = (sql: string, values?: readonly unknown[]) => Promise<PostgresRow[]>;

/** Connections that are open at most: a sweep writes over one, reads over another, and holds two for its locks. */
const MOST_CONNECTIONS = 6;
const CONNECT_TIMEOUT_MS = 15_000;
/** How long a statement is tried again while the server is away. */
const PATIENCE_MS = 60_000;

/** An integer of 64 bits comes as text, as it may be larger than a number is exact; the ledger has none that large. */
const PARSERS: { readonly [type: number]: (text: string) => unknown } = {
  [pg.types.builtins.BOOL]: (text) => text === "t",
  [pg.types.builtins.INT8]: Number,
  [pg.types.builtins.INT4]: Number,
  [pg.types.builtins.FLOAT8]: Number,
  [pg.types.builtins.JSON]: (text) => JSON.parse(text),
};
const TYPES = { getTypeParser: (type: number) => PARSERS[type] ?? ((text: string) => text) };

/**
 * The connections to one database. What is asked for while the server is away, or fails as the connection was cut, is asked
 * again for a minute: so every statement must be one that may run twice.
 */
export class PostgresDatabase implements AsyncDisposable {
  /** Its URL for people. */
  readonly shown: string;
  readonly #clock: Clock;
  #pool: pg.Pool;
  #closed: Promise<void> | null = null;

  private constructor(target: PostgresTarget, clock: Clock) {
    this.shown = target.shown;
    this.#clock = clock;
    this.#pool = newPool(target.config);
  }

  /**
   * @throws {UserError} when the URL is not valid, the server is not there or does not let us in.
   */
  static async open(url: string, { clock }: { readonly clock: Clock }): Promise<PostgresDatabase> {
    const target = postgresTarget(url);
    const database = new PostgresDatabase(target, clock);
    try {
      await database.#reach(target);
      return database;
    } catch (error) {
      await database.close();
      throw openingError(error, target.shown);
    }
  }

  /** The rows of one statement, which is a transaction by itself. */
  query(sql: string, values: readonly unknown[] = []): Promise<PostgresRow[]> {
    return this.#patiently(async () => (await this.#pool.query(sql, [...values])).rows);
  }

  /** Does all of some work in one transaction, or nothing of it. All of it is done again when the connection is cut. */
  transaction<T>(work: (query: PostgresQuery) => Promise<T>): Promise<T> {
    return this.#patiently(async () => {
      const client = await this.#pool.connect();
      try {
        await client.query("BEGIN");
        const result = await work(async (sql, values = []) => (await client.query(sql, [...values])).rows);
        await client.query("COMMIT");
        client.release();
        return result;
      } catch (error) {
        // To throw the connection away ends its transaction also where nothing can be said over it any more.
        client.release(true);
        throw error;
      }
    });
  }

  /** A connection of one's own, for what lasts as long as it does. Release it with `true`, which closes it. */
  session(): Promise<pg.PoolClient> {
    return this.#patiently(() => this.#pool.connect());
  }

  /** Waits for what is under way. May be called again. */
  close(): Promise<void> {
    return this.#closed ??= this.#pool.end();
  }

  /** Closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A server that is not there is a mistake in the URL, one that starts is not. */
  async #reach({ config, isTlsOptional }: PostgresTarget): Promise<void> {
    try {
      await this.#patiently(() => this.#pool.query("SELECT 1"), isStarting);
    } catch (error) {
      const hasNoTls = error instanceof Error && error.message === "The server does not support SSL connections";
      if (!isTlsOptional || !hasNoTls) throw error;
      await this.#pool.end();
      this.#pool = newPool({ ...config, password: config.password, ssl: false });
      await this.#patiently(() => this.#pool.query("SELECT 1"), isStarting);
    }
  }

  async #patiently<T>(work: () => Promise<T>, isPassing: (error: unknown) => boolean = connectionLost): Promise<T> {
    const startMs = this.#clock.nowMs();
    for (let waitMs = 50;; waitMs = Math.min(waitMs * 2, 2000)) {
      try {
        return await work();
      } catch (error) {
        if (this.#closed !== null || !isPassing(error)) throw error;
        if (this.#clock.nowMs() - startMs > PATIENCE_MS) throw goneError(error, this.shown);
      }
      await this.#clock.sleep(waitMs);
    }
  }
}

function newPool(config: pg.PoolConfig): pg.Pool {
  const options: pg.PoolConfig = {
    ...config,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    fallback_application_name: "tapedeck",
    types: TYPES as pg.CustomTypesConfig,
    onConnect: prepareSession,
  };
  // A copy by spreading loses what cannot be enumerated.
  const pool = new pg.Pool(Object.assign(options, { password: config.password }));
  // An idle connection that is cut is replaced by the next statement.
  pool.on("error", () => {});
  // Of one in use, its statement fails; nobody else has to hear of it.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/**
 * Rows must be on the disk when a write returns; who asks for more than that gets it. Numbers must come back to the last
 * digit. Answers are pressed with LZ4 where
 * the server knows it: the other way takes more time than all the rest of a row.
 */
async function prepareSession(client: pg.ClientBase): Promise<void> {
  await client.query(
    `SELECT set_config(name, used, false)
     FROM pg_settings JOIN (VALUES
       ('synchronous_commit', 'on'), ('extra_float_digits', '1'), ('default_toast_compression', 'lz4')
     ) AS own (name, used) USING (name)
     WHERE (name = 'synchronous_commit' AND setting = 'off')
       OR (name = 'extra_float_digits' AND setting::int < 1)
       OR (name = 'default_toast_compression' AND setting = 'pglz' AND 'lz4' = ANY (enumvals))`,
  );
}

/** What a database says of its own opening is about what the user named. */
export function openingError(error: unknown, shown: string): unknown {
  if (error instanceof UserError || error instanceof TypeError) return error;
  return new UserError(
    `Cannot open the ledger as its database refuses (${reasonOf(error)}): current value is "${shown}"`,
    { cause: error },
  );
}

function goneError(error: unknown, shown: string): UserError {
  const minutes = PATIENCE_MS / 60_000;
  return new UserError(
    `Cannot use the ledger as its database has not answered for ${minutes} min (${reasonOf(error)}): ` +
      `current value is "${shown}"`,
    { cause: error },
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const said = error instanceof Error ? error.message : String(error);
  return said.endsWith("client password must be a string")
    ? "it asks for a password, and there is none in PGPASSWORD or ~/.pgpass"
    : said;
}
