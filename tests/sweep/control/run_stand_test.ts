import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { runOverview, runStand, tellRun } from "../../../src/sweep/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { SMALL_RUN } from "../../support/small_run.ts";
import { tempDir } from "../../support/temp_dir.ts";

Deno.test("how a run stands is counted as it is read row by row", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 120, status: "interrupted" });
  await ledger.startRun(run);
  await ledger.append([...makeAttempts({ cells: 100, seed: "stand" })]);
  const stand = await runStand(ledger, run);
  const { endpoints, open } = await runOverview(ledger, run);
  assertEquals(
    stand.endpoints.map(({ endpoint, ok, failed, tries }) => ({ endpoint, ok, failed, tries })),
    endpoints.map(({ endpoint, ok, failed, tries }) => ({ endpoint, ok, failed, tries })),
  );
  assertEquals(stand.ok + stand.failed, run.cells - open);
  assertEquals(stand.failures, [{ kind: "server_error", cells: stand.failed }]);
  const own = stand.endpoints.reduce((sum, { costUsd }) => sum + costUsd!, 0);
  assertAlmostEquals(stand.costUsd!, own, 1e-12);
  assertEquals([stand.state, stand.paidUsd], ["interrupted", 0]);
});

Deno.test("a cost that nobody knows is counted, and a failure that was tried again is none", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 5 });
  await ledger.startRun(run);
  await ledger.append(SMALL_RUN);
  const { ok, failed, tries, costUsd, costsUnknown, endpoints } = await runStand(ledger, run, { isTaken: true });
  assertEquals([ok, failed, tries], [3, 1, 6]);
  assertAlmostEquals(costUsd!, 0.9375);
  assertEquals(costsUnknown, 1);
  assertEquals(endpoints.map(({ endpoint, ok, failed }) => [endpoint, ok, failed]), [["m@a", 2, 1], ["m@b", 1, 0]]);
});

Deno.test("what a replay leaves unknown it has not paid, and what is unknown altogether is no sum", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const stand = async (runId: string, rows: readonly Partial<Attempt>[]) => {
    const run = makeRun({ runId, cells: rows.length });
    await ledger.startRun(run);
    await ledger.append(rows.map((row, cellIndex) => makeAttempt({ runId, cellIndex, ...row })));
    const { costUsd, costsUnknown, paidUsd, paidUnknown } = await runStand(ledger, run, { isTaken: true });
    return [costUsd, costsUnknown, paidUsd, paidUnknown];
  };
  const unknown = { costUsd: null, costSource: null };
  const live = { source: "live", billed: true } as const;
  assertEquals(await stand("replay", [unknown, { costUsd: "0.25" }]), [0.25, 1, 0, 0]);
  assertEquals(await stand("live", [{ ...live, ...unknown }, { ...live, costUsd: "0.25" }]), [0.25, 1, 0.25, 1]);
  assertEquals(await stand("unknown", [{ ...live, ...unknown }]), [null, 1, null, 1]);
  assertEquals(await stand("free", [{ ...live, ...unknown }, { ...live, costUsd: "0" }]), [0, 1, 0, 1]);
  const refused = { ...live, ...unknown, httpStatus: 429, status: "failed", errorKind: "rate_limited" } as const;
  assertEquals(await stand("refused", [refused]), [0, 0, 0, 0]);
  const unanswered = { ...unknown, httpStatus: null, status: "failed", errorKind: "timeout", billed: false } as const;
  const ofMine = { ...unanswered, source: "live" } as const;
  assertEquals(await stand("given up", [ofMine, { ...live, costUsd: "0.25" }]), [0.25, 1, 0.25, 1]);
  assertEquals(await stand("all given up", [ofMine]), [null, 1, null, 1]);
  assertEquals(await stand("another's", [{ ...unanswered, source: "replay" }]), [null, 1, 0, 0]);
});

Deno.test("whoever knows that a process has a run need not try its lock", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const states: string[] = [];
  for (const control of [null, "pause", "cancel"] as const) {
    for (const isTaken of [true, false]) {
      states.push((await runStand(ledger, makeRun({ control }), { isTaken, counts: [] })).state);
    }
  }
  assertEquals(states, [
    "running",
    "interrupted",
    "paused",
    "interrupted",
    "ending",
    "cancelled",
  ]);
});

Deno.test("a run that a process has is told to pause, to go on and to end", async () => {
  using dir = tempDir();
  const path = `${dir.path}/ledger.sqlite`;
  await using runner = await openSqliteLedger(path);
  await using ledger = await openSqliteLedger(path);
  await runner.startRun(makeRun());
  const lock = await runner.lock("run_1");
  const now = async () => (await ledger.run("run_1"))!;
  assertEquals(await tellRun(ledger, await now(), "pause"), { control: "pause", state: "running" });
  assertEquals((await now()).control, "pause");
  assertEquals(await tellRun(ledger, await now(), "resume"), { control: null, state: "paused" });
  assertEquals(await tellRun(ledger, await now(), "cancel"), { control: "cancel", state: "running" });
  await assertRejects(async () => tellRun(ledger, await now(), "resume"), Error, "before it has ended");
  lock!.release();
});

Deno.test("a run that no process has cannot be paused, goes on where it is run, and can be cancelled", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun({ status: "interrupted" }));
  const run = (await ledger.run("run_1"))!;
  await assertRejects(() => tellRun(ledger, run, "pause"), Error, 'no process is running it: current value is "run_1"');
  await assertRejects(() => tellRun(ledger, run, "resume"), Error, "tapedeck run resume run_1");
  assertEquals(await tellRun(ledger, run, "cancel"), { control: "cancel", state: "interrupted" });
  await ledger.updateRun("run_1", { status: "done" });
  const done = (await ledger.run("run_1"))!;
  for (const order of ["pause", "resume", "cancel"] as const) {
    await assertRejects(() => tellRun(ledger, done, order), Error, `Cannot ${order} the run as`);
  }
});
