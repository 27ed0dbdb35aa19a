const SCHEME = /^postgres(?:ql)?:\/\//i;
const HIDDEN = "postgres://…";

/** Whether a ledger is named by the URL of a PostgreSQL database, and not by the path of a file. */
export function isPostgresUrl(ledger: string): boolean {
  return SCHEME.test(ledger);
}

/**
 * A ledger's name for people, logs and manifests: the path of a file as it is, the URL of a database without its password
 * and its parameters, which may hold one too.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { shownLedger } from "@tapedeck/tapedeck";
 *
 * assertEquals(shownLedger("runs/ledger.sqlite"), "runs/ledger.sqlite");
 * assertEquals(shownLedger("postgres://ada:secret@db.example/evals?sslmode=require"), "postgres://ada@db.example/evals");
 * ```
 */
export function shownLedger(ledger: string): string {
  if (!isPostgresUrl(ledger)) return ledger;
  try {
    const { username, host, pathname, search, hash } = new URL(ledger);
    // A password with a slash in it that is not escaped stands in the path, with a port before it.
    if (`${pathname}${search}${hash}`.includes("@")) return HIDDEN;
    return `postgres://${username === "" ? "" : `${username}@`}${host}${pathname}`;
  } catch {
    // Where nobody can tell the parts apart, any of them may be the password.
    return HIDDEN;
  }
}
