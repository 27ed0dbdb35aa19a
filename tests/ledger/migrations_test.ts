import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { UserError } from "../../src/base/mod.ts";
import { MIGRATIONS, POSTGRES_MIGRATIONS, SQLITE_MIGRATIONS } from "../../src/ledger/_migrations.ts";
import { openLedger, StaleFenceError, sumCosts } from "../../src/ledger/mod.ts";
import type { Ledger } from "../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { collect } from "../support/iterate.ts";
import { hasPostgres, type PostgresServer, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { PAST_ATTEMPTS, PAST_CALL, PAST_ROUTE, PAST_RUN, PAST_SCORING, ROWS_OF_VERSION } from "./past_versions.ts";

const { ignore } = hasPostgres;
const VERSIONS = MIGRATIONS.map(({ version }) => version);
let server: PostgresServer;

Deno.test.beforeAll(async () => {
  if (!ignore) server = await startPostgres();
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

/** What a ledger that began at a version has when it is opened today. */
async function assertKept(ledger: Ledger, version: number): Promise<void> {
  assertEquals(await ledger.runs(), [{ ...PAST_RUN, control: version >= 5 ? "pause" : null }]);
  assertEquals(await collect(ledger.attempts("run_1")), [...PAST_ATTEMPTS]);
  assertEquals(await collect(ledger.finishedCells("run_1")), [0]);
  assertEquals(await collect(ledger.routes()), version >= 3 ? [PAST_ROUTE] : []);
  assertEquals(await ledger.scorings("run_1"), version >= 5 ? [PAST_SCORING] : []);
  assertEquals((await collect(ledger.scores("run_1", 2))).map(({ score }) => score), version >= 5 ? [0.5] : []);
  assertEquals(await collect(ledger.calls()), version >= 8 ? [PAST_CALL] : []);
  await ledger.appendCalls([{ ...PAST_CALL, callId: "call_2", costUsd: "0.25" }]);
  const { total } = await sumCosts(ledger.costs(), "run");
  assertEquals(total.costUsd, version >= 8 ? "0.750000000000000000123" : "0.250000000000000000123");
  const fence = { runId: "run_1", chunk: 0, token: 3 };
  const append = () => ledger.append([makeAttempt({ cellIndex: 1, turn: 2 })], { fence });
  await (version >= 6 ? append() : assertRejects(append, StaleFenceError));
  await ledger.append([makeAttempt({ cellIndex: 1, turn: 2 })]);
  assertEquals((await collect(ledger.attempts("run_1")))[2].turn, 2);
}

/** Its script in one database's words, with the rows that were new in it. */
function scriptsUpTo(version: number, steps: typeof SQLITE_MIGRATIONS): string[] {
  return steps.filter((step) => step.version <= version).flatMap((step) => [
    step.sql,
    ROWS_OF_VERSION[step.version],
    `INSERT INTO migrations VALUES (${step.version}, '${step.name}', '2026-01-01T00:00:00.000Z')`,
  ]);
}

const TABLE = "CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)";

Deno.test("there are rows of every version", () => {
  assertEquals(Object.keys(ROWS_OF_VERSION).map(Number), VERSIONS);
});

for (const version of VERSIONS) {
  Deno.test(`a file of version ${version} is opened today with all of its rows`, async () => {
    using dir = tempDir();
    const path = `${dir.path}/ledger.sqlite`;
    {
      using db = new DatabaseSync(path);
      for (const script of [TABLE, ...scriptsUpTo(version, SQLITE_MIGRATIONS)]) db.exec(script);
    }
    await using ledger = await openLedger(path);
    await assertKept(ledger, version);
  });

  Deno.test({
    name: `a database of version ${version} is opened today with all of its rows`,
    ignore,
    async fn() {
      const url = await server.database();
      const schema = ["CREATE SCHEMA tapedeck", "SET search_path TO tapedeck", TABLE];
      await asked(url, [...schema, ...scriptsUpTo(version, POSTGRES_MIGRATIONS)].join(";\n"));
      await using ledger = await openLedger(url);
      await assertKept(ledger, version);
    },
  });
}

Deno.test({
  name: "ledgers that open a new database at the same time all work, and each step is done once",
  ignore,
  async fn() {
    const url = await server.database();
    const ledgers = await Promise.all(Array.from({ length: 5 }, () => openLedger(url)));
    await Promise.all(ledgers.map((ledger, i) => ledger.startRun(makeRun({ runId: `run_${i}` }))));
    assertEquals((await ledgers[0].runs()).length, 5);
    await Promise.all(ledgers.map((ledger) => ledger.close()));
    const { rows } = await asked(url, "SELECT version FROM tapedeck.migrations ORDER BY version");
    assertEquals(rows.map(({ version }) => version), VERSIONS);
  },
});

Deno.test({
  name: "a step that fails leaves the database at the version before",
  ignore,
  async fn() {
    const url = await server.database();
    await asked(url, "CREATE SCHEMA tapedeck; CREATE TABLE tapedeck.routes (in_the_way integer)");
    await assertRejects(() => openLedger(url), Error, "routes");
    const { rows } = await asked(url, "SELECT version FROM tapedeck.migrations ORDER BY version");
    assertEquals(rows.map(({ version }) => version), [1, 2]);
    await asked(url, "DROP TABLE tapedeck.routes");
    await using ledger = await openLedger(url);
    assertEquals(await ledger.runs(), []);
  },
});

Deno.test({
  name: "a newer schema is an error that names the database and both versions, and nothing is touched",
  ignore,
  async fn() {
    const url = await server.database();
    await (await openLedger(url)).close();
    await asked(url, "INSERT INTO tapedeck.migrations VALUES (99, 'from the future', '2030-01-01T00:00:00.000Z')");
    const error = await assertRejects(() => openLedger(url), UserError);
    const parts = [`postgres://tapedeck@127.0.0.1:${server.port}/`, "version 99", `up to ${MIGRATIONS.length}`];
    for (const part of parts) assertStringIncludes(error.message, part);
  },
});

Deno.test({
  name: "a role that may not make anything can use a ledger that is up to date, and nobody else's tables are touched",
  ignore,
  async fn() {
    const url = await server.database();
    await asked(url, "CREATE TABLE runs (of_somebody_else integer)");
    const role = `writer_${crypto.randomUUID().slice(0, 8)}`;
    await asked(url, `CREATE ROLE ${role} LOGIN PASSWORD 'role-password'`);
    const own = url.replace(/\/\/.*@/, `//${role}:role-password@`);
    const refused = await assertRejects(() => openLedger(own), UserError, "permission denied");
    assert(!Deno.inspect(refused).includes("role-password"));
    await (await openLedger(url)).close();
    await asked(
      url,
      `GRANT USAGE ON SCHEMA tapedeck TO ${role};
       GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA tapedeck TO ${role}`,
    );
    await using ledger = await openLedger(own);
    await ledger.startRun(makeRun());
    await ledger.append([makeAttempt()]);
    const audit = { ...PAST_ROUTE.audit, model: "m", policy: "cost", chosen: null } as const;
    await ledger.appendRoutes([{ ...PAST_ROUTE, audit }]);
    await ledger.appendCalls([PAST_CALL]);
    assertEquals((await collect(ledger.attempts("run_1"))).length, 1);
    assertEquals((await asked(url, "SELECT count(*) AS n FROM public.runs")).rows, [{ n: "0" }]);
  },
});

async function asked(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
