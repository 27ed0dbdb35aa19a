import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { runSweep, SweepControl } from "../../../src/sweep/mod.ts";
import type { Clock, RunControl } from "../../../src/spec/mod.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "../_parrot.ts";

const CELLS = 12;

/** Asks the ledger so often that a test need not wait for it. */
const HURRIED: Clock = { ...systemClock, alarm: (ms, ring) => systemClock.alarm!(ms / 200, ring) };

/** A parrot whose answers stay away from the fifth request on, until they are let go. */
function heldParrot(from = 5) {
  const reached = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  let inFlight = 0;
  const parrot = startParrot({
    async intercept(number) {
      if (number < from) return undefined;
      if (++inFlight === 4) reached.resolve();
      await released.promise;
      return undefined;
    },
  });
  return { ...parrot, reached: reached.promise, release: () => released.resolve() };
}

async function tell(ledgerPath: string, runId: string, control: RunControl | null): Promise<void> {
  await using ledger = await openSqliteLedger(ledgerPath);
  await ledger.updateRun(runId, { control });
}

Deno.test("a paused run lets its calls end and makes no new ones until it goes on", async () => {
  using dir = tempDir();
  await using parrot = heldParrot();
  const control = new SweepControl();
  const states: string[] = [];
  control.onChange((state) => states.push(state));
  let done = 0;
  const fourAndFour = Promise.withResolvers<void>();
  const running = runSweep(
    await parrotPlan(parrot.baseUrl),
    parrotOptions(dir.path, {
      control,
      onProgress: (progress) => {
        done = progress.done;
        if (done === 8) fourAndFour.resolve();
      },
    }),
  );
  await parrot.reached;
  control.pause();
  parrot.release();
  await fourAndFour.promise;
  // Whatever wanted to begin has had the time for it.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals([done, parrot.requests.length], [8, 8]);
  {
    await using ledger = await openSqliteLedger(`${dir.path}/ledger.sqlite`);
    const [run] = await ledger.runs();
    assertEquals([run.status, run.control], ["running", "pause"]);
  }
  control.resume();
  const { ok, interrupted, runId } = await running;
  assertEquals([ok, interrupted, parrot.requests.length], [CELLS, false, CELLS]);
  assertEquals(states, ["paused", "running"]);
  await using ledger = await openSqliteLedger(`${dir.path}/ledger.sqlite`);
  assertEquals((await ledger.run(runId))!.control, null);
});

Deno.test("what another process writes into the ledger pauses a run and lets it go on", async () => {
  using dir = tempDir();
  await using parrot = heldParrot();
  const control = new SweepControl();
  const paused = Promise.withResolvers<void>();
  control.onChange((state) => state === "paused" && paused.resolve());
  let runId = "";
  const options = parrotOptions(dir.path, { control, clock: HURRIED, onStart: (run) => runId = run.runId });
  const running = runSweep(await parrotPlan(parrot.baseUrl), options);
  await parrot.reached;
  await tell(options.ledgerPath, runId, "pause");
  await paused.promise;
  parrot.release();
  await tell(options.ledgerPath, runId, null);
  const { ok, interrupted } = await running;
  assertEquals([ok, interrupted, parrot.requests.length], [CELLS, false, CELLS]);
});

Deno.test("a cancelled run keeps what its calls in flight gave, and goes on only where it is asked for", async () => {
  using dir = tempDir();
  await using parrot = heldParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const control = new SweepControl();
  const cancelled = Promise.withResolvers<void>();
  control.onChange(() => cancelled.resolve());
  let runId = "";
  const options = parrotOptions(dir.path, { clock: HURRIED });
  const running = runSweep(plan, { ...options, control, onStart: (run) => runId = run.runId });
  await parrot.reached;
  await tell(options.ledgerPath, runId, "cancel");
  await cancelled.promise;
  parrot.release();
  const first = await running;
  assertEquals([first.ok, first.interrupted, parrot.requests.length], [8, true, 8]);
  {
    await using ledger = await openSqliteLedger(options.ledgerPath);
    const run = (await ledger.run(runId))!;
    assertEquals([run.status, run.control], ["interrupted", "cancel"]);
  }
  const second = await runSweep(plan, options);
  assert(second.runId !== runId, "another run has begun");
  const third = await runSweep(plan, { ...options, resume: runId });
  assertEquals([third.runId, third.ok, third.resumed, third.interrupted], [runId, CELLS, 8, false]);
  assertEquals(parrot.requests.length, 8 + CELLS + 4);
});

Deno.test("what waits for an hour does not keep a run from ending", async () => {
  using dir = tempDir();
  const refused = Promise.withResolvers<void>();
  let refusals = 0;
  await using parrot = startParrot({
    intercept() {
      if (++refusals === 2) refused.resolve();
      return new Response('{"error":{"message":"slow down"}}', { status: 429, headers: { "retry-after": "60" } });
    },
  });
  const control = new SweepControl();
  const running = runSweep(
    await parrotPlan(parrot.baseUrl),
    parrotOptions(dir.path, { control, concurrency: 2 }),
  );
  await refused.promise;
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  control.finish();
  const { ok, failed, interrupted, runId } = await running;
  assertEquals([ok, failed, interrupted], [0, 0, true]);
  await using ledger = await openSqliteLedger(`${dir.path}/ledger.sqlite`);
  const run = (await ledger.run(runId))!;
  assertEquals([run.status, run.control, await collect(ledger.attempts(runId))], ["interrupted", null, []]);
});

Deno.test("a run that was paused when its process was killed goes on with the next session", async () => {
  using dir = tempDir();
  const reached = Promise.withResolvers<void>();
  const held = Promise.withResolvers<undefined>();
  await using parrot = startParrot({
    intercept(number) {
      if (number !== 5) return undefined;
      reached.resolve();
      return held.promise;
    },
  });
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", new URL("../_killed_run.ts", import.meta.url).pathname, parrot.baseUrl, dir.path, "record"],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  await reached.promise;
  const options = parrotOptions(dir.path);
  let runId: string;
  {
    await using ledger = await openSqliteLedger(options.ledgerPath);
    [{ runId }] = await ledger.runs();
    await ledger.updateRun(runId, { control: "pause" });
  }
  child.kill("SIGKILL");
  await child.status;
  held.resolve(undefined);
  const { runId: resumed, ok, interrupted } = await runSweep(
    await parrotPlan(parrot.baseUrl, { prompts: 10 }),
    options,
  );
  assertEquals([resumed, ok, interrupted], [runId, 40, false]);
});

Deno.test("a control that was told to pause before its run begins holds it back", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const control = new SweepControl();
  control.pause();
  const options = parrotOptions(dir.path, { control, mode: "passthrough", cassettePath: null });
  const running = runSweep(await parrotPlan(parrot.baseUrl), options);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  assertEquals(parrot.requests.length, 0);
  control.resume();
  assertEquals((await running).ok, CELLS);
});

Deno.test("a replay is paused and cancelled too", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  await runSweep(plan, parrotOptions(dir.path));
  const control = new SweepControl();
  const summary = await runSweep(
    plan,
    parrotOptions(dir.path, {
      mode: "replay",
      control,
      concurrency: 1,
      onProgress: ({ done }) => {
        if (done === 3) control.pause();
        if (done === 3) setTimeout(() => control.cancel(), 0);
      },
    }),
  );
  assertEquals([summary.ok, summary.interrupted], [3, true]);
  assertEquals((await runSweep(plan, parrotOptions(dir.path, { mode: "replay", resume: summary.runId }))).ok, CELLS);
});

Deno.test("aborting ends a paused run at once", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const control = new SweepControl();
  control.pause();
  const controller = new AbortController();
  const options = parrotOptions(dir.path, { control, signal: controller.signal });
  const running = runSweep(await parrotPlan(parrot.baseUrl), options);
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  controller.abort();
  assertEquals((await running).interrupted, true);
});
