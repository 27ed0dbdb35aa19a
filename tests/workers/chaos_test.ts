// deno-lint-ignore-file no-console
import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/mod.ts";
import { openPostgresDatabase, type PostgresDatabase } from "../../src/ledger/postgres/mod.ts";
import { loadPlan, type RunSummary, runSweep, type SweepPlan } from "../../src/sweep/mod.ts";
import { runShared } from "../../src/workers/mod.ts";
import { hasPostgres, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { slowPlanText, slowPrompts, startSlowParrot } from "./_slow_parrot.ts";
import { startWorker, until } from "./_worker_process.ts";

const CELLS = 1200;
const CONCURRENCY = 8;
/** Whoever does not come to renew for so long is taken for dead, also where only its machine is busy. */
const LEASE_S = 6;
/** So many calls each of them makes before anybody goes on, however late a process starts. */
const AT_FIRST = 40;
/** The last cells are answered only when everybody who was to be killed or frozen has been. */
const LAST = 200;

Deno.test({
  name: "a worker is killed, one is frozen past its lease and wakes, the database restarts: every cell ends once",
  ignore: hasPostgres.ignore,
  async fn() {
    using folder = tempDir();
    await using postgres = await startPostgres();
    const url = await postgres.database();
    const [everybodyWorks, everybodyIsBack] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using parrot = startSlowParrot({
      delayMs: 60,
      hold({ worker, prompt }) {
        if (Number(prompt.slice(4)) >= CELLS - LAST) return everybodyIsBack.promise;
        return parrot.askedBy(worker).size > AT_FIRST ? everybodyWorks.promise : undefined;
      },
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
    const ended = () => endedIn(database, runId);
    await using killed = startWorker("killed", { url, tapeDir, flags });
    await using frozen = startWorker("frozen", { url, tapeDir, flags });
    await using steady = startWorker("steady", { url, tapeDir, flags });
    const hasWorked = (name: string) => parrot.askedBy(name).size >= AT_FIRST;
    await until("all of them work", () => ["killed", "frozen", "steady"].every(hasWorked));
    everybodyWorks.resolve();

    // What was handed over and has not ended when a worker goes is what may be asked again. The server may hear of it
    // later: what is on its way when a process stops still comes.
    killed.kill("SIGKILL");
    await killed.ended;
    const endedAtKill = await ended();
    const lostByKill = () => parrot.askedBy("killed").difference(endedAtKill);
    frozen.kill("SIGSTOP");
    const endedAtFreeze = await ended();
    const lostByFreeze = () => parrot.askedBy("frozen").difference(endedAtFreeze);
    await postgres.restart();

    await until("the cells of both have ended elsewhere", async () => {
      const now = await ended();
      return lostByKill().union(lostByFreeze()).isSubsetOf(now);
    });
    const inFlight = { kill: lostByKill(), freeze: lostByFreeze() };
    const askedBefore = parrot.askedBy("frozen");
    frozen.kill("SIGCONT");
    await until("the one that was frozen goes on with other cells", () => {
      const others = parrot.askedBy("frozen").difference(askedBefore);
      return others.difference(parrot.askedBy("steady")).size > CONCURRENCY;
    });
    everybodyIsBack.resolve();
    const summary = await led;

    const rows = await rowsOf(database, runId);
    assertEquals([summary.cells, summary.ok, summary.interrupted], [CELLS, CELLS, false]);
    assertOnce(parrot, rows, inFlight);
    await until("it has said so", () => frozen.said().includes("Lost to another worker"));

    for (const worker of [frozen, steady]) worker.kill("SIGTERM");
    assertEquals(await Promise.all([frozen.ended, steady.ended]), [0, 0]);
    const replayed = await replay(plan, folder.path);
    assertEquals([replayed.resultsHash, replayed.unplayed], [summary.resultsHash, 0]);
  },
});

/** What the cells have asked that have ended. */
async function endedIn(database: PostgresDatabase, runId: string): Promise<Set<string>> {
  const rows = await database.query("SELECT prompt_id FROM tapedeck.attempts WHERE run_id = $1 AND final", [runId]);
  return new Set(rows.map((row) => `say ${(row.prompt_id as string).slice(1)}`));
}

/** How many rows each cell has. */
async function rowsOf(database: PostgresDatabase, runId: string): Promise<number[]> {
  const rows = await database.query(
    "SELECT cell_index, count(*) AS n FROM tapedeck.attempts WHERE run_id = $1 GROUP BY cell_index",
    [runId],
  );
  return rows.map(({ n }) => n as number);
}

/** Every cell has one row, and nothing was asked twice but what was in flight when a worker went. */
function assertOnce(
  { calls, askedBy }: Pick<ReturnType<typeof startSlowParrot>, "calls" | "askedBy">,
  rows: readonly number[],
  inFlight: { readonly kill: ReadonlySet<string>; readonly freeze: ReadonlySet<string> },
): void {
  const counts = Map.groupBy(calls, ({ prompt }) => prompt);
  const repeated = new Set([...counts].filter(([, calls]) => calls.length > 1).map(([prompt]) => prompt));
  console.log(
    `${CELLS} cells, ${rows.length} ended in the table; ${calls.length} calls, ${repeated.size} of them ` +
      `repeated; in flight: ${inFlight.kill.size} at the kill, ${inFlight.freeze.size} at the freeze`,
  );
  assertEquals([rows.length, rows.every((n) => n === 1)], [CELLS, true]);
  const ofKilled = repeated.intersection(askedBy("killed"));
  const ofFrozen = repeated.intersection(askedBy("frozen"));
  assertEquals([...ofKilled.difference(inFlight.kill)], []);
  assertEquals([...repeated.difference(ofKilled.union(ofFrozen))], []);
  assertEquals([...counts.values()].filter((calls) => calls.length > 2).length, 0);
  // A request that was handed over and not sent when its process was frozen is sent when it wakes.
  assert(inFlight.kill.size <= CONCURRENCY && inFlight.freeze.size <= CONCURRENCY && ofFrozen.size <= CONCURRENCY);
}

/** The merged tape, played on a ledger of its own. */
function replay(plan: SweepPlan, folder: string): Promise<RunSummary> {
  return runSweep(plan, {
    ledgerPath: `${folder}/replay.sqlite`,
    outRoot: `${folder}/replays`,
    mode: "replay",
    cassettePath: `${folder}/tape.jsonl`,
    concurrency: 8,
    keepNetwork: true,
  });
}
