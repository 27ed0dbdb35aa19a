/**
 * The ledger in PostgreSQL. It is loaded when a ledger's name is a URL, and by nobody else; workers share its database.
 * @module
 */
export { connectionLost } from "./connection_lost.ts";
export { openPostgresDatabase } from "./open_postgres_database.ts";
export { openPostgresLedger } from "./open_postgres_ledger.ts";
export { PostgresDatabase, type PostgresQuery, type PostgresRow } from "./postgres_database.ts";
export { PostgresLedger } from "./postgres_ledger.ts";
export { type PostgresTarget, postgresTarget } from "./postgres_target.ts";
