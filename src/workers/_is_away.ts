import { connectionLost } from "../ledger/postgres/mod.ts";

/** Whether an error only says that the database cannot be reached, now or for all the time that was waited for it. */
export function isPostgresAway(error: unknown): boolean {
  return connectionLost(error) || error instanceof Error && error.cause !== undefined && connectionLost(error.cause);
}
