/**
 * The ledger in PostgreSQL. It is loaded when a ledger's name is a URL, and by nobody else.
 * @module
 */
export { openPostgresLedger } from "./open_postgres_ledger.ts";
