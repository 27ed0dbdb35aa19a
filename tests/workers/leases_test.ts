import { assertEquals, assertRejects } from "@std/assert";
import { StaleFenceError } from "../../src/ledger/mod.ts";
import { endedCells, queueChunks, queueProgress, reopenChunks } from "../../src/workers/_chunk_table.ts";
import { Leases } from "../../src/workers/_leases.ts";
import { hasPostgres } from "../support/postgres.ts";
import { queuedRun } from "./_queued_run.ts";

const NOTHING = { done: 0, failed: 0, costUsd: "0" };
const { ignore } = hasPostgres;

Deno.test({
  name: "a chunk has one holder: it is taken once, renewed by its holder alone, and ends once",
  ignore,
  async fn() {
    await using run = await queuedRun({ cells: 10, chunkCells: 5 });
    const { database, runId } = run;
    const a = new Leases({ database, worker: "a", leaseMs: 60_000 });
    const b = new Leases({ database, worker: "b", leaseMs: 60_000 });
    assertEquals([await a.take(runId, 0), await b.take(runId, 0), await b.take(runId, 1)], [1, null, 1]);
    const [ofA, ofB] = [0, 1].map((chunk) => ({ runId, chunk, token: 1, progress: { ...NOTHING, done: 2 } }));
    assertEquals(await a.renew([ofA, ofB]), [{ runId, chunk: 0, token: 1 }]);
    const { open, queued, leased, workers, done } = await queueProgress(database, runId);
    assertEquals({ open, queued, leased, workers, done }, { open: 2, queued: 2, leased: 2, workers: 2, done: 2 });
    // A statement whose answer was lost may come twice.
    assertEquals(await a.take(runId, 0), 2);
    await b.end({ runId, chunk: 0, token: 2 }, NOTHING);
    assertEquals((await queueProgress(database, runId)).open, 2);
    await a.end({ runId, chunk: 0, token: 2 }, { done: 5, failed: 1, costUsd: "0.25" });
    const after = await queueProgress(database, runId);
    assertEquals([after.open, after.done, after.failed, after.costUsd], [1, 5, 1, "0.25"]);
    assertEquals([await a.take(runId, 0), await b.take(runId, 0)], [null, null]);
  },
});

Deno.test({
  name: "what a holder gives back is in the queue again, and its old token writes nothing",
  ignore,
  async fn() {
    await using run = await queuedRun({ cells: 10, chunkCells: 5 });
    const { database, ledger, runId } = run;
    const a = new Leases({ database, worker: "a", leaseMs: 60_000 });
    const token = await a.take(runId, 0) as number;
    const fence = { runId, chunk: 0, token };
    await ledger.append(run.rows(0, 2), { fence });
    await database.query("DELETE FROM tapedeck_queue._private_jobs");
    await a.giveBack(fence, { progress: { ...NOTHING, done: 2 }, isQueued: true });
    assertEquals((await run.jobs()).map(({ key }) => key), [`${runId}/0`]);
    const b = new Leases({ database, worker: "b", leaseMs: 60_000 });
    assertEquals(await b.take(runId, 0), token + 1);
    await assertRejects(() => ledger.append(run.rows(2, 3), { fence }), StaleFenceError);
    const { indexes, progress } = await endedCells(database, runId, { first: 0, last: 4 });
    assertEquals([[...indexes], progress.done], [[0, 1], 2]);
    await b.giveBack({ runId, chunk: 0, token: token + 1 }, { progress: NOTHING, isQueued: false });
    const { open, queued } = await queueProgress(database, runId);
    assertEquals([open, queued], [2, 1]);
  },
});

Deno.test({
  name: "the cells of a holder that gives no sign of life go to others, by the clock of the database",
  ignore,
  async fn() {
    await using run = await queuedRun({ cells: 10, chunkCells: 5 });
    const { database, runId } = run;
    const dead = new Leases({ database, worker: "dead", leaseMs: 60_000 });
    const reaper = new Leases({ database, worker: "reaper", leaseMs: 1 });
    const token = await dead.take(runId, 1) as number;
    assertEquals(await reaper.reap(), []);
    await database.query("UPDATE tapedeck.leases SET expires_at = clock_timestamp() - interval '1 s'");
    // Until somebody has found it out, it may still be renewed.
    const held = { runId, chunk: 1, token, progress: NOTHING };
    assertEquals((await dead.renew([held])).length, 1);
    await database.query("UPDATE tapedeck.leases SET expires_at = clock_timestamp() - interval '1 s'");
    assertEquals(await reaper.reap(), [{ runId, chunk: 1, worker: "dead" }]);
    assertEquals([await reaper.reap(), await dead.renew([held])], [[], []]);
    assertEquals(await reaper.take(runId, 1), token + 2);
  },
});

Deno.test({
  name: "after a restart of the database holders have the time of a lease to renew",
  ignore,
  async fn() {
    await using run = await queuedRun({ cells: 10, chunkCells: 5 });
    const { database, runId } = run;
    const reaper = new Leases({ database, worker: "reaper", leaseMs: 3_600_000 });
    await reaper.take(runId, 0);
    await database.query("UPDATE tapedeck.leases SET expires_at = clock_timestamp() - interval '1 s'");
    assertEquals(await reaper.reap(), []);
  },
});

Deno.test({
  name: "a job that its worker took and did not live to do is put back",
  ignore,
  async fn() {
    await using run = await queuedRun({ cells: 15, chunkCells: 5 });
    const { database, runId } = run;
    await database.query(
      "UPDATE tapedeck_queue._private_jobs SET locked_at = now() - interval '1 min', locked_by = 'gone' WHERE key LIKE '%/0'",
    );
    await database.query("DELETE FROM tapedeck_queue._private_jobs WHERE key LIKE '%/1'");
    const isFree = async () => Object.fromEntries((await run.jobs()).map((job) => [job.key.split("/")[1], job.isFree]));
    assertEquals(await isFree(), { 0: false, 2: true });
    await new Leases({ database, worker: "w", leaseMs: 3_600_000 }).requeueOrphans();
    assertEquals(await isFree(), { 0: false, 2: true });
    const leases = new Leases({ database, worker: "w", leaseMs: 10 });
    await leases.take(runId, 2);
    await leases.requeueOrphans();
    assertEquals(await isFree(), { 0: true, 1: true, 2: true });
  },
});

Deno.test({
  name: "putting a run into the queue twice changes nothing, and all endpoints begin at once",
  ignore,
  async fn() {
    await using run = await queuedRun({ cells: 20, chunkCells: 5, perEndpoint: 10 });
    const { database, runId } = run;
    const jobs = await run.jobs();
    const places = Object.fromEntries(jobs.map(({ key, priority }) => [key.split("/")[1], priority]));
    assertEquals(places, { 0: 0, 1: 1, 2: 0, 3: 1 });
    await queueChunks(database, runId);
    assertEquals(await run.jobs(), jobs);
  },
});

Deno.test({
  name: "a chunk of which a cell is to be tried again is opened, with the tries that the cell has had",
  ignore,
  async fn() {
    await using run = await queuedRun({ cells: 10, chunkCells: 5 });
    const { database, ledger, runId } = run;
    const leases = new Leases({ database, worker: "w", leaseMs: 60_000 });
    for (const chunk of [0, 1]) {
      const token = await leases.take(runId, chunk) as number;
      await ledger.append(run.rows(chunk * 5, chunk * 5 + 5), { fence: { runId, chunk, token } });
      await leases.end({ runId, chunk, token }, { ...NOTHING, done: 5 });
    }
    await reopenChunks(database, runId);
    assertEquals((await queueProgress(database, runId)).open, 0);
    await ledger.reopenCells(runId, [7]);
    await reopenChunks(database, runId);
    const { open, queued } = await queueProgress(database, runId);
    assertEquals([open, queued], [1, 0]);
    const ended = await endedCells(database, runId, { first: 5, last: 9 });
    assertEquals([[...ended.indexes], [...ended.tries]], [[5, 6, 8, 9], [[7, 1]]]);
  },
});
