import type { Clock, Ledger } from "../../spec/mod.ts";
import { systemClock } from "../../base/mod.ts";
import { migratePostgres } from "./_migrate_postgres.ts";
import { PostgresDatabase } from "./postgres_database.ts";
import { PostgresLedger } from "./postgres_ledger.ts";

/** Opens the ledger in the schema `tapedeck` of a database, which is made, or brought up to date, when it has to be. */
export async function openPostgresLedger(url: string, options: { readonly clock?: Clock } = {}): Promise<Ledger> {
  const clock = options.clock ?? systemClock;
  const database = await PostgresDatabase.open(url, { clock });
  try {
    await migratePostgres(database, { now: () => clock.date() });
    return new PostgresLedger(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}
