import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { systemClock } from "../../src/base/mod.ts";
import { openSqliteLedger, StaleFenceError } from "../../src/ledger/mod.ts";
import { SqliteLedger } from "../../src/ledger/sqlite_ledger.ts";
import { makeAttempt, makeAttempts, makeRun } from "../support/attempts.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { assertLocks } from "./contract/locks.ts";
import { ledgerContract } from "./contract/ledger_contract.ts";

ledgerContract({ name: "SQLite", ignore: false, open: () => openSqliteLedger(":memory:") });

Deno.test("a full disk is named as such, takes its batch with it, and the ledger goes on when there is room", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await (await openSqliteLedger(path)).close();
  const db = new DatabaseSync(path);
  await using ledger = new SqliteLedger(db, systemClock);
  await ledger.startRun(makeRun());
  const pages = Number(db.prepare("PRAGMA page_count").get()!.page_count);
  db.exec(`PRAGMA max_page_count = ${pages}`);
  const long = makeAttempt({ cellIndex: 1, output: "x".repeat(1_000_000) });
  await assertRejects(() => ledger.append([makeAttempt(), long]), Error, "database or disk is full");
  assertEquals(await collect(ledger.attempts("run_1")), []);

  db.exec("PRAGMA max_page_count = 100000");
  await ledger.append([makeAttempt(), long]);
  assertEquals((await collect(ledger.attempts("run_1"))).length, 2);
});

Deno.test("rows outlive the ledger that wrote them", async () => {
  using dir = tempDir();
  const path = `${dir.path}/deep/down/ledger.sqlite`;
  const attempts = [...makeAttempts({ cells: 50, seed: "reopen" })];
  {
    await using ledger = await openSqliteLedger(path);
    await ledger.startRun(makeRun());
    await ledger.append(attempts);
  }
  await using ledger = await openSqliteLedger(path);
  assertEquals(await collect(ledger.attempts("run_1")), attempts);
  await ledger.close();
  await ledger.close();
});

Deno.test("the view of cells sums the cost of all tries and shows how the last one ended", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  {
    await using ledger = await openSqliteLedger(path);
    await ledger.startRun(makeRun());
    await ledger.append([
      makeAttempt({ cellIndex: 0, try: 1, final: false, status: "failed", costUsd: "0.25", score: null }),
      makeAttempt({ cellIndex: 0, try: 2, costUsd: "0.5", score: 0.5, latencyMs: 70, retries: 1 }),
      makeAttempt({ cellIndex: 1, status: "failed", errorKind: "timeout", costUsd: null, score: null }),
      makeAttempt({ cellIndex: 2, try: 1, final: false, status: "failed", costUsd: "0.125" }),
    ]);
  }
  using db = new DatabaseSync(path, { readOnly: true });
  const rows = db.prepare(
    "SELECT cell_index, tries, ended, status, error_kind, score, latency_ms, cost_usd FROM cells ORDER BY cell_index",
  ).all().map((row) => Object.values(row));
  assertEquals(rows, [
    [0, 2, 1, "ok", null, 0.5, 70, 0.75],
    [1, 1, 1, "failed", "timeout", null, 60, null],
    [2, 1, 0, null, null, null, null, 0.125],
  ]);
});

Deno.test("a ledger on disk uses a write-ahead log, so that readers and a writer do not wait for each other", async () => {
  using dir = tempDir();
  await using ledger = await openSqliteLedger(`${dir.path}/ledger.sqlite`);
  await ledger.startRun(makeRun());
  assert(Deno.statSync(`${dir.path}/ledger.sqlite-wal`).isFile);
});

Deno.test("rows under a lease are written until somebody else takes it over", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await using ledger = await openSqliteLedger(path);
  await ledger.startRun(makeRun());
  using db = new DatabaseSync(path);
  db.exec("INSERT INTO leases VALUES ('run_1', 0, 1, 'first', '2026-01-02T03:04:05.000Z')");
  const fence = { runId: "run_1", chunk: 0, token: 1 };
  await ledger.append([makeAttempt()], { fence });
  db.exec("UPDATE leases SET token = 2, worker = 'second'");
  await assertRejects(() => ledger.append([makeAttempt({ cellIndex: 1 })], { fence }), StaleFenceError);
  await ledger.append([makeAttempt({ cellIndex: 2 })], { fence: { ...fence, token: 2 } });
  assertEquals((await collect(ledger.attempts("run_1"))).map(({ cellIndex }) => cellIndex), [0, 2]);
});

Deno.test("two openings of a file lock each other out, and what is in memory has nobody to lock out", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await using memory = await openSqliteLedger(":memory:");
  assert(await memory.lock("run_1") !== null);
  await using first = await openSqliteLedger(path);
  await using second = await openSqliteLedger(path);
  await assertLocks(first, second);
});
