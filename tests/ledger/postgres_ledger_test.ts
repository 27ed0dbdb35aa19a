import { assertEquals, assertRejects } from "@std/assert";
import pg from "pg";
import { openLedger, StaleFenceError } from "../../src/ledger/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../support/attempts.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
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

Deno.test({
  name: "rows under a lease are written until somebody else takes it over, also while they are being written",
  ignore,
  async fn() {
    const url = await server.database();
    await using ledger = await openLedger(url);
    await ledger.startRun(makeRun());
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query("INSERT INTO tapedeck.leases VALUES ('run_1', 0, 1, 'first', now())");
    const fence = { runId: "run_1", chunk: 0, token: 1 };
    const many = [...makeAttempts({ cells: 2500, seed: "lease", retryShare: 0 })];
    await ledger.append([many[0]], { fence });
    await ledger.append([many[0]], { fence });

    // The taking over has begun: who writes under the lease waits for how it ends.
    await client.query("BEGIN");
    await client.query("UPDATE tapedeck.leases SET token = 2, worker = 'second'");
    const late = ledger.append(many, { fence });
    const refused = assertRejects(() => late, StaleFenceError, "token 1");
    await client.query("COMMIT");
    await refused;
    assertEquals((await collect(ledger.attempts("run_1"))).length, 1);
    await ledger.append(many, { fence: { ...fence, token: 2 } });
    assertEquals(await collect(ledger.attempts("run_1")), many);
    await client.end();
  },
});

Deno.test({
  name: "the view of cells sums the exact cost of all tries and shows how the last one ended",
  ignore,
  async fn() {
    const url = await server.database();
    await using ledger = await openLedger(url);
    await ledger.startRun(makeRun());
    await ledger.append([
      makeAttempt({ cellIndex: 0, try: 1, final: false, status: "failed", costUsd: "0.1", score: null }),
      makeAttempt({ cellIndex: 0, try: 2, costUsd: "0.2", score: 0.5, latencyMs: 70, retries: 1 }),
      makeAttempt({ cellIndex: 1, status: "failed", errorKind: "timeout", costUsd: null, score: null }),
      makeAttempt({ cellIndex: 2, try: 1, final: false, status: "failed", costUsd: "0.0000000000000000000001" }),
    ]);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const { rows } = await client.query({
      text: `SELECT cell_index::int, tries::int, ended, status, error_kind, score, latency_ms, cost_usd
             FROM tapedeck.cells ORDER BY cell_index`,
      rowMode: "array",
    });
    await client.end();
    assertEquals(rows, [
      [0, 2, true, "ok", null, 0.5, 70, "0.3"],
      [1, 1, true, "failed", "timeout", null, 60, null],
      [2, 1, false, null, null, null, null, "0.0000000000000000000001"],
    ]);
  },
});

Deno.test({
  name: "what people put into the environment of a session does not change what is read",
  ignore,
  async fn() {
    const url = await server.database();
    const name = new URL(url).pathname.slice(1);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    for (const setting of ["datestyle TO 'SQL, DMY'", "timezone TO 'Asia/Kathmandu'", "bytea_output TO escape"]) {
      await client.query(`ALTER DATABASE ${name} SET ${setting}`);
    }
    await client.query(`ALTER DATABASE ${name} SET extra_float_digits TO 0`);
    await client.end();
    await using ledger = await openLedger(url);
    await ledger.startRun(makeRun());
    const attempts = [makeAttempt({ latencyMs: 1 / 3, axes: { temperature: 0.1 } })];
    await ledger.append(attempts);
    assertEquals(await collect(ledger.attempts("run_1")), attempts);
  },
});

Deno.test({
  name: "a dump of the schema that is brought back into another database is the same ledger",
  ignore,
  async fn() {
    using dir = tempDir();
    const [from, to] = [await server.database(), await server.database()];
    const attempts = [...makeAttempts({ cells: 50, seed: "dump" })];
    {
      await using ledger = await openLedger(from);
      await ledger.startRun(makeRun());
      await ledger.append(attempts);
    }
    const dump = `${dir.path}/evals.dump`;
    const bin = hasPostgres.get();
    for (
      const [program, ...args] of [
        ["pg_dump", "--schema=tapedeck", "--format=custom", `--file=${dump}`, from],
        ["pg_restore", `--dbname=${to}`, dump],
      ]
    ) {
      const { success, stderr } = await new Deno.Command(`${bin}/${program}`, { args }).output();
      assertEquals([success, new TextDecoder().decode(stderr)], [true, ""]);
    }
    await using ledger = await openLedger(to);
    assertEquals(await collect(ledger.attempts("run_1")), attempts);
    await ledger.startRun(makeRun({ runId: "run_2", startedAt: "2026-01-02T03:04:05.000Z" }));
    assertEquals((await ledger.runs()).map(({ runId }) => runId), ["run_2", "run_1"]);
  },
});
