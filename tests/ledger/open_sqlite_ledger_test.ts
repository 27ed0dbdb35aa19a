import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { taggedHash, UserError, VirtualClock } from "../../src/base/mod.ts";
import { ATTEMPT_FIELDS } from "../../src/ledger/_attempt_fields.ts";
import { SQLITE_MIGRATIONS as MIGRATIONS } from "../../src/ledger/_migrations.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { makeAttempt, makeRun } from "../support/attempts.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";

Deno.test("migrations that have shipped are never edited", () => {
  const shipped = [
    "exact_PFuCEQQEunApjSLkFnqQcAZIbwUdbBx-",
    "exact_cdJoAJgQNaOkwmlWrkuvLTStIdkYhVib",
    "exact_LnUdh6rWMpnm75YzepUfUI1zDYvNqstb",
    "exact_5EhAuQAxVWQBkvOXXv4Jn7Jqm8oOCJSR",
    "exact_PfZQwobBTXkLgYBMJIjcr062CSYiQcn_",
    "exact_C249tDuyFBEZYN6Afn1c17xK1_iaaZVz",
  ];
  const hashes = MIGRATIONS.map(({ name, sql }) => taggedHash("exact", { name, sql }));
  assertEquals(hashes.slice(0, shipped.length), shipped);
});

Deno.test("migrations are numbered from 1 without a gap", () => {
  assertEquals(MIGRATIONS.map((migration) => migration.version), MIGRATIONS.map((_, index) => index + 1));
});

Deno.test("the table of attempts has exactly the fields of an attempt", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await (await openSqliteLedger(path)).close();
  using db = new DatabaseSync(path);
  const columns = db.prepare("SELECT name FROM pragma_table_info('attempts')").all().map((row) => row.name);
  assertEquals(columns, ATTEMPT_FIELDS.map(({ column }) => column));
});

Deno.test("a new file gets every migration, with its date", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  const clock = new VirtualClock(new Date("2026-02-03T04:05:06.000Z"));
  await (await openSqliteLedger(path, { clock })).close();
  assertEquals(
    applied(path),
    MIGRATIONS.map(({ version, name }) => ({ version, name, applied_at: "2026-02-03T04:05:06.000Z" })),
  );
});

Deno.test("a file of version 1 is brought up to date with its rows, once", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  writeVersion1(path);
  for (const cellIndex of [1, 2]) {
    await using ledger = await openSqliteLedger(path);
    await ledger.append([makeAttempt({ cellIndex })]);
    const [first, ...others] = await collect(ledger.attempts("run_1"));
    assertEquals([first.cellIndex, first.output, others.length], [0, "from version 1", cellIndex]);
  }
  assertEquals(applied(path).map((row) => row.version), MIGRATIONS.map((migration) => migration.version));
  using db = new DatabaseSync(path);
  assertEquals(db.prepare("SELECT count(*) AS n FROM cells").get(), { n: 3 });
});

Deno.test("a migration that fails leaves the file at the version before", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  writeVersion1(path);
  {
    using db = new DatabaseSync(path);
    db.exec("CREATE TABLE cells (in_the_way INTEGER)");
  }
  await assertRejects(() => openSqliteLedger(path), UserError, "cells");
  assertEquals(applied(path).map((row) => row.version), [1]);
});

Deno.test("a newer schema is an error that names the file and both versions", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await (await openSqliteLedger(path)).close();
  {
    using db = new DatabaseSync(path);
    db.exec("INSERT INTO migrations VALUES (99, 'from the future', '2030-01-01T00:00:00.000Z')");
  }
  const error = await assertRejects(() => openSqliteLedger(path), UserError);
  for (const part of [path, "version 99", `up to ${MIGRATIONS.length}`]) assertStringIncludes(error.message, part);
});

Deno.test("a file that is no database is an error that names it, and stays as it was", async () => {
  using dir = tempDir();
  const path = `${dir.path}/notes.txt`;
  const text = "These are notes and no database. ".repeat(20);
  await Deno.writeTextFile(path, text);
  const error = await assertRejects(() => openSqliteLedger(path), UserError);
  assertStringIncludes(error.message, path);
  assertStringIncludes(error.message, "not a database");
  assertEquals(await Deno.readTextFile(path), text);
});

Deno.test("a folder cannot be opened as a ledger", async () => {
  using dir = tempDir();
  await assertRejects(() => openSqliteLedger(dir.path), UserError, dir.path);
});

Deno.test("ledgers that open a new file at the same time both work", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  const ledgers = await Promise.all(["a", "b", "c"].map(() => openSqliteLedger(path)));
  await Promise.all(ledgers.map((ledger, i) => ledger.startRun(makeRun({ runId: `run_${i}` }))));
  assertEquals((await ledgers[0].runs()).length, 3);
  await Promise.all(ledgers.map((ledger) => ledger.close()));
});

/** A file as the first version wrote it, in plain SQL. */
function writeVersion1(path: string): void {
  using db = new DatabaseSync(path);
  db.exec("CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)");
  db.exec(MIGRATIONS[0].sql);
  db.exec(`
    INSERT INTO migrations VALUES (1, 'runs and attempts', '2026-01-01T00:00:00.000Z');
    INSERT INTO runs VALUES ('run_1', 'quickstart', 'plan_1', 'replay', NULL, 2, 'running', '2026-01-01T00:00:00.000Z', NULL, '{}');
    INSERT INTO attempts (run_id, cell_index, try, cell_id, final, label, request_id, endpoint, model, provider, prompt_id,
      repeat, axes, status, queue_ms, retry_wait_ms, retries, scores, output, source, billed, started_at)
    VALUES ('run_1', 0, 1, 'cell_0', 1, 'temperature=0', 'req_0', 'm@p', 'm', 'p', 'p1', 1, '{"temperature":0}', 'ok',
      0, 0, 0, '{}', 'from version 1', 'live', 1, '2026-01-01T00:00:01.000Z');
  `);
}

function applied(path: string): { version: unknown; name: unknown; applied_at: unknown }[] {
  using db = new DatabaseSync(path);
  return db.prepare("SELECT version, name, applied_at FROM migrations ORDER BY version").all()
    .map(({ version, name, applied_at }) => ({ version, name, applied_at }));
}

Deno.test("a folder that cannot be made is a mistake of the user, and is named", async () => {
  using dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/file`, "");
  const path = `${dir.path}/file/ledger.sqlite`;
  await assertRejects(() => openSqliteLedger(path), UserError, "Cannot open the ledger as the folder cannot be made");
});
