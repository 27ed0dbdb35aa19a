import { isThere } from "../base/mod.ts";

const SCHEME = /^postgres(?:ql)?:\/\//i;
/** Parameters that say how to connect, and nothing that is secret. */
const HARMLESS: ReadonlySet<string> = new Set(["sslmode", "sslrootcert", "connect_timeout", "application_name"]);
const HIDDEN = "postgres://…";

/** Whether a ledger is named by the URL of a PostgreSQL database, and not by the path of a file. */
export function isPostgresUrl(ledger: string): boolean {
  return SCHEME.test(ledger);
}

/** Whether there is a ledger under this name: to open a file that is not there would make it. A database is asked then. */
export async function ledgerIsThere(ledger: string): Promise<boolean> {
  return isPostgresUrl(ledger) || await isThere(ledger);
}

/**
 * A ledger's name for people, logs and manifests: the path of a file as it is, the URL of a database without its password
 * and the parameters that may hold one too.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shownLedger } from "@tapedeck/tapedeck";
 *
 * assertEquals(shownLedger("runs/ledger.sqlite"), "runs/ledger.sqlite");
 * assertEquals(shownLedger("postgres://ada:secret@db.example/evals?sslmode=require"), "postgres://ada@db.example/evals?sslmode=require");
 * ```
 */
export function shownLedger(ledger: string): string {
  if (!isPostgresUrl(ledger)) return ledger;
  try {
    const { username, host, pathname, search, hash, searchParams } = new URL(ledger);
    // A password with a slash in it that is not escaped stands in the path, with a port before it.
    if (`${pathname}${search}${hash}`.includes("@")) return HIDDEN;
    const harmless = [...searchParams].filter(([name]) => HARMLESS.has(name)).map((pair) => pair.join("="));
    const parameters = harmless.length === 0 ? "" : `?${harmless.join("&")}`;
    return `postgres://${username === "" ? "" : `${username}@`}${host}${pathname}${parameters}`;
  } catch {
    // Where nobody can tell the parts apart, any of them may be the password.
    return HIDDEN;
  }
}
