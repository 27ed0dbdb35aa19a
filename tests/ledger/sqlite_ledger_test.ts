import { assert, assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { systemClock } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { SqliteLedger } from "../../src/ledger/sqlite_ledger.ts";
import { arbitraryAttempts } from "../support/arbitrary_attempt.ts";
import { makeAttempt, makeAttempts, makeRun } from "../support/attempts.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";

Deno.test("a run comes back as it was started, and as it was changed", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  assertEquals(await ledger.run("run_1"), null);
  await ledger.startRun(makeRun());
  assertEquals(await ledger.run("run_1"), makeRun());

  await ledger.updateRun("run_1", { status: "done", endedAt: "2026-01-02T03:05:00.000Z" });
  await ledger.updateRun("run_1", { manifest: { hashes: ["a", null] } });
  assertEquals(
    await ledger.run("run_1"),
    makeRun({ status: "done", endedAt: "2026-01-02T03:05:00.000Z", manifest: { hashes: ["a", null] } }),
  );
});

Deno.test("an end can be taken back when a run is resumed", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ status: "interrupted", endedAt: "2026-01-02T03:05:00.000Z" }));
  await ledger.updateRun("run_1", { status: "running", endedAt: null });
  assertEquals(await ledger.run("run_1"), makeRun());
});

Deno.test("starting a run twice and changing a run that is not there are errors", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  await assertRejects(() => ledger.startRun(makeRun()), Error, 'current value is "run_1"');
  await assertRejects(() => ledger.updateRun("run_2", { status: "done" }), Error, 'current value is "run_2"');
});

Deno.test("runs come newest first and can be filtered", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ runId: "b", startedAt: "2026-01-02T00:00:00.000Z", status: "done" }));
  await ledger.startRun(makeRun({ runId: "a", startedAt: "2026-01-03T00:00:00.000Z" }));
  await ledger.startRun(makeRun({ runId: "c", startedAt: "2026-01-01T00:00:00.000Z", planHash: "plan_2" }));
  await ledger.startRun(makeRun({ runId: "d", startedAt: "2026-01-03T00:00:00.000Z" }));
  const ids = async (filter?: Parameters<typeof ledger.runs>[0]) => (await ledger.runs(filter)).map((run) => run.runId);
  assertEquals(await ids(), ["d", "a", "b", "c"]);
  assertEquals(await ids({ planHash: "plan_1" }), ["d", "a", "b"]);
  assertEquals(await ids({ status: "done" }), ["b"]);
  assertEquals(await ids({ planHash: "plan_1", status: "interrupted" }), []);
});

Deno.test("any attempt comes back exactly as it went in", async () => {
  await fc.assert(fc.asyncProperty(arbitraryAttempts, async (attempts) => {
    await using ledger = await openSqliteLedger(":memory:");
    await ledger.startRun(makeRun());
    await ledger.append(attempts);
    assertEquals(await collect(ledger.attempts("run_1")), attempts);
  }));
});

Deno.test("text with a NUL in it is kept whole", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const attempt = makeAttempt({ output: "before\0after é", summary: "\0" });
  await ledger.append([attempt]);
  assertEquals(await collect(ledger.attempts("run_1")), [attempt]);
});

Deno.test("attempts come by cell and try, whatever the order in which they were written", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const attempts = [...makeAttempts({ cells: 500, seed: "order", retryShare: 0.3 })];
  const shuffled = attempts.toSorted((a, b) =>
    (a.cellIndex * 7919) % 500 - (b.cellIndex * 7919) % 500 || b.try - a.try
  );
  for (let i = 0; i < shuffled.length; i += 50) await ledger.append(shuffled.slice(i, i + 50));
  assertEquals(await collect(ledger.attempts("run_1")), attempts);
  assertEquals(await collect(ledger.finishedCells("run_1")), Array.from({ length: 500 }, (_, index) => index));
});

Deno.test("a row that is there already is left as it is", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const first = makeAttempt({ output: "first" });
  await ledger.append([first]);
  await ledger.append([makeAttempt({ output: "second" }), makeAttempt({ output: "third", try: 2 })]);
  assertEquals((await collect(ledger.attempts("run_1"))).map((attempt) => attempt.output), ["first", "third"]);
});

Deno.test("a row that breaks a rule is an error, and takes its whole batch with it", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const broken = makeAttempt({ cellIndex: 1, label: null as unknown as string });
  await assertRejects(() => ledger.append([makeAttempt(), broken]), Error, "NOT NULL");
  await assertRejects(() => ledger.append([makeAttempt({ runId: "nobody" })]), Error, "FOREIGN KEY");
  assertEquals(await collect(ledger.attempts("run_1")), []);
  await ledger.append([makeAttempt()]);
  assertEquals((await collect(ledger.attempts("run_1"))).length, 1);
});

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

Deno.test("runs in one file do not see each other's rows", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  for (const runId of ["run_1", "run_2"]) {
    await ledger.startRun(makeRun({ runId }));
    await ledger.append([...makeAttempts({ cells: 20, seed: runId, runId })]);
  }
  assertEquals(await collect(ledger.attempts("run_2")), [
    ...makeAttempts({ cells: 20, seed: "run_2", runId: "run_2" }),
  ]);
  assertEquals(await collect(ledger.attempts("run_3")), []);
});

Deno.test("a cell has finished only with its final try", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  await ledger.append([
    makeAttempt({ cellIndex: 4, final: false }),
    makeAttempt({ cellIndex: 7, final: false }),
    makeAttempt({ cellIndex: 7, try: 2 }),
    makeAttempt({ cellIndex: 2, status: "failed" }),
  ]);
  assertEquals(await collect(ledger.finishedCells("run_1")), [2, 7]);
});

Deno.test("a reader may stop early, share the ledger with another reader, and read while rows are written", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const attempts = [...makeAttempts({ cells: 600, seed: "readers", retryShare: 0 })];
  await ledger.append(attempts.slice(0, 300));
  const seen: number[] = [];
  for await (const outer of ledger.attempts("run_1")) {
    seen.push(outer.cellIndex);
    if (outer.cellIndex === 10) await ledger.append(attempts.slice(300));
    if (outer.cellIndex % 100 !== 0) continue;
    for await (const inner of ledger.attempts("run_1")) {
      if (inner.cellIndex === 3) break;
    }
  }
  assertEquals(seen, attempts.map((attempt) => attempt.cellIndex));
});

Deno.test("appends at the same time do not come between each other", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const attempts = [...makeAttempts({ cells: 200, seed: "together" })];
  await Promise.all(attempts.map((attempt) => ledger.append([attempt])));
  assertEquals(await collect(ledger.attempts("run_1")), attempts);
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
