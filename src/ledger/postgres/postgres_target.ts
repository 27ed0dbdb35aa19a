import process from "node:process";
import type { PoolConfig } from "pg";
import { parseIntoClientConfig } from "pg-connection-string";
import pgPass from "pgpass";
import { UserError } from "../../base/mod.ts";
import { shownLedger } from "../shown_ledger.ts";

/** A database, and how it is reached. */
export interface PostgresTarget {
  /** Its URL for people: without a password. */
  readonly shown: string;
  /** What `pg` takes. The password in it cannot be enumerated. */
  readonly config: PoolConfig;
  /** The server may be without TLS. */
  readonly isTlsOptional: boolean;
}

/** What libpq reads of the environment, and `pg` does not. */
const FROM_ENVIRONMENT = {
  sslmode: "PGSSLMODE",
  sslrootcert: "PGSSLROOTCERT",
  sslcert: "PGSSLCERT",
  sslkey: "PGSSLKEY",
};

/**
 * What a URL says, read as libpq reads it: also from `PGHOST`, `PGUSER`, `PGPASSWORD`, `PGSSLMODE` and their like, and from
 * `~/.pgpass`.
 *
 * @throws {UserError} when it is no URL of a database.
 */
export function postgresTarget(url: string): PostgresTarget {
  const shown = shownLedger(url);
  const parts = parsed(url, shown);
  for (const [name, variable] of Object.entries(FROM_ENVIRONMENT)) {
    const value = process.env[variable];
    if (value && !parts.searchParams.has(name)) parts.searchParams.set(name, value);
  }
  const mode = parts.searchParams.get("sslmode");
  // A client that may do without TLS begins without it.
  if (mode === "allow") parts.searchParams.set("sslmode", "disable");
  if (mode !== null) parts.searchParams.set("uselibpqcompat", "true");
  const config = configOf(parts, shown);
  // Each connection is made as the first one was, whatever the environment says by then: `pg` would ask it every time.
  const ssl = config.ssl ?? false;
  return { shown, config: { ...config, ssl, ...passwordOf(config) }, isTlsOptional: mode === "prefer" };
}

function parsed(url: string, shown: string): URL {
  try {
    return new URL(url);
  } catch {
    // Its own error has the URL in it, and the password with that.
    throw new UserError(`Cannot open the ledger as its URL is not valid: current value is "${shown}"`, { exitCode: 2 });
  }
}

function configOf(parts: URL, shown: string): PoolConfig {
  try {
    return parseIntoClientConfig(parts.href) as PoolConfig;
  } catch (error) {
    const reason = error instanceof Error && "code" in error && error.code === "ENOENT"
      ? "a file that it names is not there"
      : "its parameters cannot be read";
    throw new UserError(`Cannot open the ledger as ${reason}: current value is "${shown}"`, { exitCode: 2 });
  }
}

/** A password that is given wins over `PGPASSWORD`, which wins over the file. */
function passwordOf(config: PoolConfig): Pick<PoolConfig, "password"> {
  const password = config.password || process.env.PGPASSWORD;
  if (password) return { password };
  const user = config.user || process.env.PGUSER || process.env.USER;
  const asked = {
    host: config.host || process.env.PGHOST || "localhost",
    port: config.port || Number(process.env.PGPORT || 5432),
    user,
    database: config.database || process.env.PGDATABASE || user,
  };
  return { password: () => new Promise((resolve) => pgPass(asked, resolve)) };
}
