import type { Clock, Ledger } from "../../spec/mod.ts";
import { systemClock } from "../../base/mod.ts";
import { openPostgresDatabase } from "./open_postgres_database.ts";
import { PostgresLedger } from "./postgres_ledger.ts";

/** Opens the ledger in the schema `tapedeck` of a database. */
export async function openPostgresLedger(url: string, options: { readonly clock?: Clock } = {}): Promise<Ledger> {
  return new PostgresLedger(await openPostgresDatabase(url, { clock: options.clock ?? systemClock }));
}
