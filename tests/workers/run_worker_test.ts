import { assert, assertEquals, assertRejects } from "@std/assert";
import { systemClock } from "../../src/base/mod.ts";
import { openLedger } from "../../src/ledger/mod.ts";
import { loadPlan, type SweepPlan } from "../../src/sweep/mod.ts";
import {
  runShared,
  runWorker,
  type SharedRunOptions,
  type WorkerOptions,
  type WorkerReport,
} from "../../src/workers/mod.ts";
import { queueProgress } from "../../src/workers/_chunk_table.ts";
import { openWorkerDatabase } from "../../src/workers/_worker_database.ts";
import { hasPostgres, POSTGRES_PASSWORD, startPostgres } from "../support/postgres.ts";
import { tempDir } from "../support/temp_dir.ts";
import { type SeenCall, slowPlanText, slowPrompts, startSlowParrot } from "./_slow_parrot.ts";
import { until } from "./_worker_process.ts";

const { ignore } = hasPostgres;
const KEY = (name: string) => name === "PARROT_KEY" ? "sk-of-w" : undefined;

interface Stage {
  readonly url: string;
  readonly plan: SweepPlan;
  readonly calls: readonly SeenCall[];
  readonly folder: string;
  lead(options?: Partial<SharedRunOptions>): ReturnType<typeof runShared>;
  work(options?: Partial<WorkerOptions>): Promise<WorkerReport>;
}

/** A database, a server, a plan of so many cells, and what makes calls for it. */
async function onStage(
  { cells, hold }: { readonly cells: number; readonly hold?: (call: SeenCall) => Promise<Response | void> | undefined },
  act: (stage: Stage) => Promise<void>,
): Promise<void> {
  using folder = tempDir();
  await using postgres = await startPostgres();
  await using parrot = startSlowParrot({ delayMs: 5, ...(hold === undefined ? {} : { hold }) });
  await Deno.writeTextFile(`${folder.path}/plan.toml`, slowPlanText(parrot.baseUrl));
  await Deno.writeTextFile(`${folder.path}/prompts.jsonl`, slowPrompts(cells));
  const plan = await loadPlan(`${folder.path}/plan.toml`);
  const common = { tapeDir: `${folder.path}/tapes`, concurrency: 4, allowLiveInCi: true, warn: () => {}, env: KEY };
  await act({
    url: postgres.url,
    plan,
    calls: parrot.calls,
    folder: folder.path,
    lead: (options) =>
      runShared(plan, {
        ...common,
        ledgerPath: postgres.url,
        outRoot: `${folder.path}/runs`,
        mode: "record",
        cassettePath: `${folder.path}/tape.jsonl`,
        chunkCells: 5,
        ...options,
      }),
    work: (options) => runWorker({ ...common, ledgerUrl: postgres.url, name: "w", ...options }),
  });
}

/** Begin a run, and leave it as soon as its jobs are in the queue. */
async function begun({ lead }: Stage): Promise<string> {
  const stop = new AbortController();
  const { runId, interrupted } = await lead({ noWork: true, signal: stop.signal, onQueued: () => stop.abort() });
  assertEquals(interrupted, true);
  return runId;
}

Deno.test({
  name: "workers go on without who began the run; started again, it puts nothing into the queue twice",
  ignore,
  fn: () =>
    onStage({ cells: 30 }, async (stage) => {
      const runId = await begun(stage);
      const report = await stage.work({ once: true });
      assertEquals([report.cells, report.chunks, report.lost, report.refused], [30, 6, 0, []]);
      const summary = await stage.lead();
      assertEquals([summary.runId, summary.ok, summary.interrupted, summary.resumed], [runId, 30, false, 30]);
      assertEquals([summary.recorded, stage.calls.length], [30, 30]);
      const again = await stage.lead({ resume: runId });
      assertEquals([again.resultsHash, stage.calls.length], [summary.resultsHash, 30]);
    }),
});

Deno.test({
  name: "a worker without the key says so and leaves the run to others",
  ignore,
  fn: () =>
    onStage({ cells: 10 }, async (stage) => {
      const runId = await begun(stage);
      const poor = await stage.work({ name: "poor", once: true, env: () => undefined });
      assertEquals([poor.cells, poor.refused.map(({ runId }) => runId)], [0, [runId]]);
      assert(poor.refused[0].reason.includes("PARROT_KEY is not set"), poor.refused[0].reason);
      const rich = await stage.work({ once: true });
      assertEquals([rich.cells, stage.calls.length], [10, 10]);
      const error = await assertRejects(() => stage.lead({ fresh: true, env: () => undefined }), Error);
      assert(error.message.includes("PARROT_KEY is not set"), error.message);
    }),
});

Deno.test({
  name: "a worker that is ended lets its calls end and gives the other cells back at once",
  ignore,
  fn: () =>
    onStage({ cells: 20 }, async (stage) => {
      await begun(stage);
      const stop = new AbortController();
      const first = await stage.work({ signal: stop.signal, onEvent: ({ type }) => type === "cell" && stop.abort() });
      assert(first.cells >= 1 && first.cells < 20, String(first.cells));
      assertEquals(stage.calls.length, first.cells);
      const second = await stage.work({ name: "v", once: true });
      assertEquals([first.cells + second.cells, stage.calls.length], [20, 20]);
    }),
});

Deno.test({
  name: "a run that was cancelled is left by its workers, and gone on with when it is asked for",
  ignore,
  fn: () =>
    onStage({ cells: 20 }, async (stage) => {
      const runId = await begun(stage);
      await using ledger = await openLedger(stage.url);
      await ledger.updateRun(runId, { control: "cancel" });
      const report = await stage.work({ once: true });
      assertEquals([report.cells, report.refused, stage.calls.length], [0, [], 0]);
      const summary = await stage.lead({ resume: runId });
      assertEquals([summary.runId, summary.ok, summary.interrupted, stage.calls.length], [runId, 20, false, 20]);
    }),
});

Deno.test({
  name: "a worker that has seen a run cancelled makes its calls again when it is gone on with",
  ignore,
  fn: () => {
    let isSlow = true;
    // All of them would take twelve seconds: a worker asks once a second whether it goes on.
    const slowly = () => new Promise<void>((resolve) => setTimeout(resolve, 120));
    return onStage({ cells: 400, hold: () => isSlow ? slowly() : undefined }, async (stage) => {
      const stopped = new AbortController();
      const { runId } = await stage.lead({
        chunkCells: 20,
        noWork: true,
        signal: stopped.signal,
        onQueued: () => stopped.abort(),
      });
      await using opened = await openWorkerDatabase(stage.url, { clock: systemClock });
      const [worked, stop] = [Promise.withResolvers<void>(), new AbortController()];
      const working = stage.work({ signal: stop.signal, onEvent: ({ type }) => type === "cell" && worked.resolve() });
      await worked.promise;
      await opened.ledger.updateRun(runId, { control: "cancel" });
      await until("it has left the run", async () => (await queueProgress(opened.database, runId)).queued === 0);
      assert(stage.calls.length < 400, String(stage.calls.length));
      isSlow = false;
      const summary = await stage.lead({ chunkCells: 20, resume: runId, noWork: true });
      assertEquals([summary.ok, summary.interrupted, stage.calls.length], [400, false, 400]);
      stop.abort();
      await working;
    });
  },
});

Deno.test({
  name: "where every call must fail, the workers leave the cells, and the run can be gone on with",
  ignore,
  fn: () => {
    let isOpen = false;
    const refuse = () => Promise.resolve(new Response(`{"error":{"message":"bad key"}}`, { status: 401 }));
    return onStage({ cells: 40, hold: () => isOpen ? undefined : refuse() }, async (stage) => {
      const first = await stage.lead();
      assertEquals([first.interrupted, first.ok], [true, 0]);
      assert(stage.calls.length < 40, String(stage.calls.length));
      isOpen = true;
      const second = await stage.lead({ resume: first.runId });
      assertEquals([second.interrupted, second.ok + second.failed], [false, 40]);
    });
  },
});

Deno.test({
  name: "no password comes out of a worker, and a file is no ledger of workers",
  ignore,
  fn: () =>
    onStage({ cells: 5 }, async (stage) => {
      const said: string[] = [];
      const warn = (message: string) => void said.push(message);
      await begun(stage);
      await stage.work({ once: true, warn });
      const gone = stage.url.replace(/:\d+\//, ":1/");
      const error = await assertRejects(() => stage.work({ ledgerUrl: gone, warn }), Error);
      const summary = await stage.lead({ warn });
      const run = await Deno.readTextFile(`${summary.out}/run.json`);
      const tape = await Deno.readTextFile(`${stage.folder}/tape.jsonl`);
      for (const text of [error.message, run, tape, ...said]) assertEquals(text.includes(POSTGRES_PASSWORD), false);
      assertEquals(tape.includes("sk-of-w"), false);
      await assertRejects(() => stage.work({ ledgerUrl: "runs/ledger.sqlite" }), Error, "must be in PostgreSQL");
    }),
});

Deno.test({
  name: "what other machines do not have is refused before anything is written",
  ignore,
  fn: () =>
    onStage({ cells: 5 }, async (stage) => {
      await Deno.writeTextFile(`${stage.folder}/tape.jsonl`, "something\n");
      await assertRejects(() => stage.lead({ mode: "append" }), Error, "do not have the recordings of its cassette");
      await assertRejects(() => stage.lead({ mode: "replay" }), Error, "they have no tape to play");
      await assertRejects(() => stage.lead({ shard: { index: 1, of: 2 } }), Error, "a shard is one process's");
      assertEquals(stage.calls.length, 0);
    }),
});
