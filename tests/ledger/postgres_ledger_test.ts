import { openLedger } from "../../src/ledger/mod.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "../support/postgres.ts";
import { ledgerContract } from "./contract/ledger_contract.ts";

const { ignore } = hasPostgres;
let server: PostgresServer;

Deno.test.beforeAll(async () => {
  if (!ignore) server = await startPostgres();
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

ledgerContract({ name: "PostgreSQL", ignore, open: async () => openLedger(await server.database()) });
