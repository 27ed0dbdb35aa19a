// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/mod.ts";
import { openPostgresDatabase } from "../../src/ledger/postgres/mod.ts";
import { loadPlan, runSweep } from "../../src/sweep/mod.ts";
import { runShared } from "../../src/workers/mod.ts";
import { hasPostgres, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { slowPlanText, slowPrompts, startSlowParrot } from "./_slow_parrot.ts";
import { startWorker, until } from "./_worker_process.ts";

const CELLS = 1200;
const CONCURRENCY = 8;
const LEASE_S = 3;
/** The last cells are answered only when everybody who was to be killed or frozen has been. */
const LAST = 200;

Deno.test({
  name: "a worker is killed, one is frozen past its lease and wakes, the database restarts: every cell ends once",
  ignore: hasPostgres.ignore,
  async fn() {
    using folder = tempDir();
    await using postgres = await startPostgres();
    const url = await postgres.database();
    const everybodyIsBack = Promise.withResolvers<void>();
    await using parrot = startSlowParrot({
      delayMs: 60,
      hold: ({ prompt }) => Number(prompt.slice(4)) >= CELLS - LAST ? everybodyIsBack.promise : undefined,
    });
    await Deno.writeTextFile(`${folder.path}/plan.toml`, slowPlanText(parrot.baseUrl));
    await Deno.writeTextFile(`${folder.path}/prompts.jsonl`, slowPrompts(CELLS));
    const plan = await loadPlan(`${folder.path}/plan.toml`);
    const tapeDir = `${folder.path}/tapes`;
    const flags = ["--concurrency", String(CONCURRENCY), "--lease", String(LEASE_S)];
    const queued = Promise.withResolvers<string>();
    const led = runShared(plan, {
      ledgerPath: url,
      outRoot: `${folder.path}/runs`,
      tapeDir,
      mode: "record",
      cassettePath: `${folder.path}/tape.jsonl`,
      concurrency: 1,
      noWork: true,
      allowLiveInCi: true,
      chunkCells: 10,
      onQueued: queued.resolve,
    });
    led.catch(queued.reject);
    const runId = await queued.promise;
    await using database = await openPostgresDatabase(url, { clock: systemClock });
    const ended = async () => {
      const rows = await database.query(
        "SELECT prompt_id FROM tapedeck.attempts WHERE run_id = $1 AND final",
        [runId],
      );
      return new Set(rows.map((row) => `say ${(row.prompt_id as string).slice(1)}`));
    };
    await using killed = startWorker("killed", { url, tapeDir, flags });
    await using frozen = startWorker("frozen", { url, tapeDir, flags });
    await using steady = startWorker("steady", { url, tapeDir, flags });
    const hasWorked = (name: string) => parrot.askedBy(name).size >= 40;
    await until("all of them work", () => ["killed", "frozen", "steady"].every(hasWorked));

    // What was asked and has not ended when a worker goes is what may be asked again.
    killed.kill("SIGKILL");
    await killed.ended;
    const lostByKill = parrot.askedBy("killed").difference(await ended());
    frozen.kill("SIGSTOP");
    const lostByFreeze = parrot.askedBy("frozen").difference(await ended());
    const callsBefore = parrot.calls.length;
    await postgres.restart();

    await until("the cells of both have ended elsewhere", async () => {
      const now = await ended();
      return lostByKill.union(lostByFreeze).isSubsetOf(now);
    });
    const askedBefore = parrot.askedBy("frozen");
    frozen.kill("SIGCONT");
    await until(
      "the one that was frozen goes on with other cells",
      () => parrot.askedBy("frozen").difference(askedBefore).size > 0,
    );
    everybodyIsBack.resolve();
    const summary = await led;

    const counts = Map.groupBy(parrot.calls, ({ prompt }) => prompt);
    const repeated = new Set([...counts].filter(([, calls]) => calls.length > 1).map(([prompt]) => prompt));
    const rows = await database.query(
      "SELECT cell_index, count(*) AS n FROM tapedeck.attempts WHERE run_id = $1 GROUP BY cell_index",
      [runId],
    );
    console.log(
      `${CELLS} cells, ${rows.length} ended in the table; ${parrot.calls.length} calls, ${repeated.size} of them ` +
        `repeated; in flight: ${lostByKill.size} at the kill, ${lostByFreeze.size} at the freeze`,
    );
    assertEquals([summary.cells, summary.ok, summary.interrupted], [CELLS, CELLS, false]);
    assertEquals([rows.length, rows.every(({ n }) => n === 1)], [CELLS, true]);
    assertEquals([...repeated.difference(lostByKill.union(lostByFreeze))], []);
    assertEquals([...counts.values()].filter((calls) => calls.length > 2).length, 0);
    assert(lostByKill.size <= CONCURRENCY && lostByFreeze.size <= CONCURRENCY);
    assert(parrot.calls.length > callsBefore);
    assert(frozen.said().includes("Lost to another worker"), frozen.said());

    for (const worker of [frozen, steady]) worker.kill("SIGTERM");
    assertEquals(await Promise.all([frozen.ended, steady.ended]), [0, 0]);
    const replayed = await runSweep(plan, {
      ledgerPath: `${folder.path}/replay.sqlite`,
      outRoot: `${folder.path}/replays`,
      mode: "replay",
      cassettePath: `${folder.path}/tape.jsonl`,
      concurrency: 8,
      keepNetwork: true,
    });
    assertEquals([replayed.resultsHash, replayed.unplayed], [summary.resultsHash, 0]);
  },
});
