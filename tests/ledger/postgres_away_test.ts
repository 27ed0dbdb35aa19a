import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError, VirtualClock } from "../../src/base/mod.ts";
import { openLedger } from "../../src/ledger/mod.ts";
import type { Ledger, RouteRecord, ScoringRecord } from "../../src/spec/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../support/attempts.ts";
import { startCuttingProxy } from "../support/cutting_proxy.ts";
import { HastyClock } from "../support/hasty_clock.ts";
import { collect } from "../support/iterate.ts";
import { hasPostgres, POSTGRES_PASSWORD, type PostgresServer, startPostgres } from "../support/postgres.ts";

let server: PostgresServer;

Deno.test.beforeAll(async () => {
  if (!hasPostgres.ignore) server = await startPostgres();
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, ignore: hasPostgres.ignore, fn });
}

test("rows that are written while the server starts again are there once", async () => {
  await using ledger = await openLedger(await server.database());
  await ledger.startRun(makeRun());
  const attempts = [...makeAttempts({ cells: 300, seed: "restart" })];
  const appends = attempts.map((attempt) => ledger.append([attempt]));
  await Promise.all([...appends, server.restart()]);
  assertEquals(await collect(ledger.attempts("run_1")), attempts);
});

test("rows outlive a crash of the server, and those that come while it is away are written when it is back", async () => {
  const url = await server.database();
  await using ledger = await openLedger(url);
  await ledger.startRun(makeRun());
  await ledger.append([makeAttempt()]);
  await server.kill();
  const written = ledger.append([makeAttempt({ cellIndex: 1 })]);
  const read = collect(ledger.finishedCells("run_1"));
  await server.restart();
  await written;
  assertEquals((await read)[0], 0);
  await using other = await openLedger(url);
  assertEquals(await collect(other.finishedCells("run_1")), [0, 1]);
});

test("a reader goes on where it was when the server has started again", async () => {
  await using ledger = await openLedger(await server.database());
  await ledger.startRun(makeRun());
  const attempts = [...makeAttempts({ cells: 2500, seed: "reader", retryShare: 0 })];
  await ledger.append(attempts);
  const seen: number[] = [];
  for await (const { cellIndex } of ledger.attempts("run_1")) {
    if (cellIndex === 700) await server.restart();
    seen.push(cellIndex);
  }
  assertEquals(seen, attempts.map(({ cellIndex }) => cellIndex));
});

test("a server that stays away is an error in the end, with the database and without its password", async () => {
  const url = await server.database();
  const clock = new HastyClock();
  await using ledger = await openLedger(url, { clock });
  await server.stop();
  try {
    const error = await assertRejects(
      () => clock.while(ledger.append([makeAttempt()])),
      UserError,
      "has not answered for 1 min",
    );
    assert(error.message.includes(`current value is "postgres://tapedeck@127.0.0.1:${server.port}/test_`));
    assert(!Deno.inspect(error).includes(POSTGRES_PASSWORD));
    const opened = await assertRejects(() => openLedger(url), UserError, "ECONNREFUSED");
    assert(!Deno.inspect(opened).includes(POSTGRES_PASSWORD));
  } finally {
    await server.restart();
  }
});

const scoring: ScoringRecord = {
  runId: "run_1",
  number: 2,
  scorers: ["exact"],
  config: { b: 1, a: [] },
  configHash: "scoring_1",
  createdAt: "2026-01-02T03:04:05.000Z",
  endedAt: null,
};
const route = { runId: null, scope: "call", outcome: null, audit: { id: "r", at: "t", model: "m", policy: "cost" } };

/** What is written, and what the server says when it has done so. */
const WRITES: readonly { words: string; write: (ledger: Ledger) => Promise<void> }[] = [
  { words: "COMMIT", write: (ledger) => ledger.startRun(makeRun()) },
  { words: "INSERT 0 2", write: (ledger) => ledger.append([makeAttempt(), makeAttempt({ try: 2 })]) },
  { words: "UPDATE 1", write: (ledger) => ledger.updateRun("run_1", { status: "done" }) },
  { words: "UPDATE 2", write: (ledger) => ledger.reopenCells("run_1", [0]) },
  { words: "COMMIT", write: (ledger) => ledger.startScoring(scoring) },
  {
    words: "INSERT 0 1",
    write: (ledger) =>
      ledger.appendScores([{ runId: "run_1", number: 2, cellIndex: 0, name: "exact", score: 1, at: "t" }]),
  },
  { words: "UPDATE 1", write: (ledger) => ledger.endScoring("run_1", 2, "2026-01-02T03:05:00.000Z") },
  { words: "COMMIT", write: (ledger) => ledger.appendRoutes([route as unknown as RouteRecord]) },
];

test("a write that was done, and whose answer was lost, is no error and is not done twice", async () => {
  await using proxy = startCuttingProxy(server);
  const url = (await server.database()).replace(`:${server.port}/`, `:${proxy.port}/`);
  await using ledger = await openLedger(url);
  for (const { words, write } of WRITES) {
    proxy.cutAt(words);
    await write(ledger);
  }
  assertEquals(proxy.cuts, WRITES.length);
  assertEquals(await ledger.runs(), [makeRun({ status: "done" })]);
  assertEquals(await collect(ledger.attempts("run_1")), [
    makeAttempt({ final: false }),
    makeAttempt({ final: false, try: 2 }),
  ]);
  assertEquals(await ledger.scorings("run_1"), [{ ...scoring, endedAt: "2026-01-02T03:05:00.000Z" }]);
  assertEquals((await collect(ledger.scores("run_1", 2))).length, 1);
  assertEquals((await collect(ledger.routes())).length, 1);
});

test("what somebody else has started is an error, also when the answer to that was lost", async () => {
  await using proxy = startCuttingProxy(server);
  const url = await server.database();
  await using other = await openLedger(url);
  await other.startRun(makeRun({ plan: "another" }));
  await using ledger = await openLedger(url.replace(`:${server.port}/`, `:${proxy.port}/`));
  proxy.cutAt("INSERT 0 0");
  await assertRejects(() => ledger.startRun(makeRun()), Error, "has one with this id");
  assertEquals([proxy.cuts, (await ledger.run("run_1"))!.plan], [1, "another"]);
});

test("a lock is taken again when the server is back", async () => {
  const url = await server.database();
  const clock = new VirtualClock();
  await using first = await openLedger(url, { clock });
  await using second = await openLedger(url);
  const lock = await first.lock("run_1");
  assert(lock !== null);
  await server.restart();
  // Asking must not be what keeps it from being taken.
  while (!await second.isLocked("run_1")) await clock.advance(1000);
  assertEquals(await second.lock("run_1"), null);
  await first.append([]);
  lock.release();
});

test("who lost a lock to somebody else while the server was away writes nothing any more", async () => {
  const url = await server.database();
  const clock = new VirtualClock();
  await using first = await openLedger(url, { clock });
  await using second = await openLedger(url);
  await first.startRun(makeRun());
  assert(await first.lock("run_1") !== null);
  await server.stop();
  // Whose time stands still tries once while nobody answers, and not again until the other has the lock.
  while (clock.nextWakeMs() === null) await new Promise((resolve) => setTimeout(resolve, 0));
  await server.restart();
  assert(await second.lock("run_1", { waits: true }) !== null);
  const writeOn = async () => {
    for (;;) {
      await first.append([]);
      await clock.advance(1000);
    }
  };
  await assertRejects(writeOn, UserError, 'current value is "run_1"');
  await assertRejects(() => first.append([makeAttempt()]), UserError, "somebody else went on");
  assertEquals(await collect(second.attempts("run_1")), []);
});
