import { openLedger } from "../../src/ledger/mod.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "../support/postgres.ts";
import { assertLocks } from "./contract/locks.ts";
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

Deno.test({
  name: "two openings of a database lock each other out",
  ignore,
  async fn() {
    const url = await server.database();
    await using first = await openLedger(url);
    await using second = await openLedger(url);
    await assertLocks(first, second);
  },
});
