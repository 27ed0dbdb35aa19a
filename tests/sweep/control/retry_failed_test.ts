import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { readErrorKinds, runSweep } from "../../../src/sweep/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, type ParrotRequest, startParrot } from "../_parrot.ts";

const CELLS = 12;

/** Refuses what it is asked for some words, as long as it is told to. */
function moodyParrot() {
  const broken = new Map<string, number>([["word1", 400], ["word2", 422]]);
  const parrot = startParrot({
    intercept(_number, { messages }: ParrotRequest) {
      const word = messages[0].content.replace("Say ", "");
      const status = broken.get(word);
      return status === undefined ? undefined : Response.json({ error: { message: `no ${word}` } }, { status });
    },
  });
  return { ...parrot, broken };
}

async function rowsOf(ledgerPath: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return await collect(ledger.attempts(runId));
}

const STABLE = { run: "max_tries = 1" };

Deno.test("what failed is tried again, and only that; old rows stay, and a replay makes the same tries", async () => {
  using dir = tempDir();
  await using parrot = moodyParrot();
  const plan = await parrotPlan(parrot.baseUrl, STABLE);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const first = await runSweep(plan, options);
  assertEquals([first.ok, first.failed, parrot.requests.length], [4, 8, CELLS]);
  parrot.broken.clear();
  const second = await runSweep(plan, { ...options, retryFailed: true });
  assertEquals(
    [second.runId, second.ok, second.failed, second.resumed, parrot.requests.length],
    [first.runId, CELLS, 0, 4, CELLS + 8],
  );
  const rows = await rowsOf(options.ledgerPath, first.runId);
  assertEquals(rows.length, CELLS + 8);
  const tries = rows.filter(({ promptId }) => promptId === "p1");
  assertEquals(
    tries.map((row) => [row.try, row.final, row.status, row.retries]),
    Array.from({ length: 4 }).flatMap(() => [[1, false, "failed", 0], [2, true, "ok", 1]]),
  );
  for (const concurrency of [1, 4, 12]) {
    const replay = await runSweep(plan, { ...options, mode: "replay", concurrency });
    assertEquals([replay.resultsHash, replay.ok, replay.unplayed], [second.resultsHash, CELLS, 0]);
  }
  assertEquals(parrot.requests.length, CELLS + 8);
});

Deno.test("only some kinds of failures are tried again, as often as one likes", async () => {
  using dir = tempDir();
  await using parrot = moodyParrot();
  const plan = await parrotPlan(parrot.baseUrl, { ...STABLE, prompts: 2 });
  parrot.broken.set("word1", 429);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const { runId } = await runSweep(plan, options);
  assertEquals((await runSweep(plan, { ...options, retryFailed: ["timeout"] })).resumed, 8);
  assertEquals(parrot.requests.length, 8);
  const still = await runSweep(plan, { ...options, retryFailed: ["timeout", "rate_limited"] });
  assertEquals([still.runId, still.resumed, still.failed, parrot.requests.length], [runId, 4, 4, 12]);
  parrot.broken.clear();
  const done = await runSweep(plan, { ...options, resume: runId, retryFailed: ["rate_limited"] });
  assertEquals([done.failed, parrot.requests.length], [0, 16]);
  const rows = await rowsOf(options.ledgerPath, runId);
  assertEquals(rows.filter(({ promptId }) => promptId === "p1").map((row) => row.try), [
    1,
    2,
    3,
    1,
    2,
    3,
    1,
    2,
    3,
    1,
    2,
    3,
  ]);
  const replay = await runSweep(plan, { ...options, mode: "replay", concurrency: 3 });
  assertEquals(replay.resultsHash, done.resultsHash);
});

Deno.test("a new session that appends plays the second chances of the tape, and gives none of its own", async () => {
  using dir = tempDir();
  await using parrot = moodyParrot();
  const plan = await parrotPlan(parrot.baseUrl, STABLE);
  const options = parrotOptions(dir.path, { concurrency: 2 });
  await runSweep(plan, options);
  parrot.broken.delete("word1");
  const second = await runSweep(plan, { ...options, retryFailed: true });
  assertEquals(second.failed, 4);
  const calls = parrot.requests.length;
  const other = { ...options, ledgerPath: `${dir.path}/other.sqlite`, mode: "append" as const };
  const appended = await runSweep(plan, other);
  assertEquals([appended.resultsHash, appended.recorded, parrot.requests.length], [second.resultsHash, 0, calls]);
});

Deno.test("a recording that is made anew forgets the second chances of the one before", async () => {
  using dir = tempDir();
  await using parrot = moodyParrot();
  const plan = await parrotPlan(parrot.baseUrl, STABLE);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  await runSweep(plan, options);
  parrot.broken.delete("word1");
  await runSweep(plan, { ...options, retryFailed: true });
  parrot.broken.set("word1", 400);
  const anew = await runSweep(plan, { ...options, fresh: true });
  assertEquals(anew.failed, 8);
  const replay = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals([replay.resultsHash, replay.failed], [anew.resultsHash, 8]);
});

Deno.test("without a tape what failed is tried again too", async () => {
  using dir = tempDir();
  await using parrot = moodyParrot();
  const plan = await parrotPlan(parrot.baseUrl, STABLE);
  const options = parrotOptions(dir.path, { mode: "passthrough", cassettePath: null, concurrency: 1 });
  const { runId } = await runSweep(plan, options);
  parrot.broken.clear();
  const again = await runSweep(plan, { ...options, retryFailed: true });
  assertEquals([again.runId, again.ok, parrot.requests.length], [runId, CELLS, CELLS + 8]);
});

Deno.test("a second chance that is killed goes on with the next session, and calls nothing twice", async () => {
  using dir = tempDir();
  let child: Deno.ChildProcess | null = null;
  let isBroken = true;
  let killAt = Infinity;
  await using parrot = startParrot({
    intercept(number, { messages }) {
      if (number === killAt) child?.kill("SIGKILL");
      const isMeant = /word[123]$/.test(messages[0].content);
      return isBroken && isMeant ? Response.json({ error: { message: "no" } }, { status: 400 }) : undefined;
    },
  });
  const options = parrotOptions(dir.path);
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 10 });
  const first = await runSweep(plan, options);
  assertEquals([first.failed, parrot.requests.length], [12, 40]);
  isBroken = false;
  killAt = 46;
  const program = new URL("_retried_run.ts", import.meta.url).pathname;
  child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", program, parrot.baseUrl, dir.path],
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  assertEquals((await child.status).signal, "SIGKILL");
  killAt = Infinity;
  const end = await runSweep(plan, options);
  assertEquals([end.runId, end.ok, end.failed], [first.runId, 40, 0]);
  assert(parrot.requests.length <= 52 + 4, `${parrot.requests.length} calls`);
  const rows = await rowsOf(options.ledgerPath, first.runId);
  assertEquals(rows.length, 52);
  assertEquals(rows.filter(({ final }) => final).length, 40);
  const replay = await runSweep(plan, { ...options, mode: "replay", concurrency: 7 });
  assertEquals(replay.resultsHash, end.resultsHash);
});

Deno.test("nothing is tried again in a replay, in a run that is new, or where there is none", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { retryFailed: true });
  await assertRejects(() => runSweep(plan, options), UserError, "has no run of the plan with this tape");
  for (const wrong of [{ mode: "replay" as const }, { fresh: true }]) {
    await assertRejects(() => runSweep(plan, { ...options, ...wrong }), UserError, "in a run that there is already");
  }
  assertEquals(parrot.requests.length, 0);
});

Deno.test("kinds of failures are named by their names", () => {
  assertEquals(readErrorKinds("rate_limited, timeout"), ["rate_limited", "timeout"]);
  assertThrows(() => readErrorKinds("timeout,rate_limit"), UserError, 'did you mean "rate_limited"?');
  assertThrows(() => readErrorKinds(""), UserError, "one of rate_limited, overloaded");
});
