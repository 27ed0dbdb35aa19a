import type { Clock } from "../../spec/mod.ts";
import { migratePostgres } from "./_migrate_postgres.ts";
import { openingError, PostgresDatabase } from "./postgres_database.ts";

/**
 * The connections to a database whose schema `tapedeck` is the newest: it is made, or brought up to date, when it has to be.
 *
 * @throws {UserError} when the database cannot be opened, or was written by a newer Tapedeck.
 */
export async function openPostgresDatabase(
  url: string,
  { clock }: { readonly clock: Clock },
): Promise<PostgresDatabase> {
  const database = await PostgresDatabase.open(url, { clock });
  try {
    await migratePostgres(database, { now: () => clock.date() });
    return database;
  } catch (error) {
    await database.close();
    throw openingError(error, database.shown);
  }
}
