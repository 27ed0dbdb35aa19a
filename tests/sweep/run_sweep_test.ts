import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError, VirtualClock } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { API_KEY, parrotOptions, parrotPlan, startParrot, streamedAnswer } from "./_parrot.ts";

async function attemptsOf(ledgerPath: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return await collect(ledger.attempts(runId));
}

async function filesBelow(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const path = `${folder}/${entry.name}`;
    files.push(...(entry.isDirectory ? await filesBelow(path) : [path]));
  }
  return files;
}

Deno.test("a recording and all its replays give the same hash, at any concurrency", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const recorded = await runSweep(plan, parrotOptions(dir.path));
  assertEquals(parrot.requests.length, 12);
  assertEquals([recorded.cells, recorded.ok, recorded.failed, recorded.resumed], [12, 12, 0, 0]);
  // 12 × (10 × 1 + 5 × 2) millionths of a dollar.
  assertEquals(recorded.costUsd, "0.00024");
  for (const concurrency of [1, 3, 32]) {
    const replayed = await runSweep(plan, parrotOptions(dir.path, { mode: "replay", concurrency }));
    assertNotEquals(replayed.runId, recorded.runId);
    assertEquals(replayed.resultsHash, recorded.resultsHash);
    assertEquals(replayed.costUsd, recorded.costUsd);
  }
  assertEquals(parrot.requests.length, 12);
});

Deno.test("a replay needs neither key nor server, and its rows say that it paid nothing", async () => {
  using dir = tempDir();
  const options = parrotOptions(dir.path);
  let plan;
  {
    await using parrot = startParrot();
    plan = await parrotPlan(parrot.baseUrl);
    await runSweep(plan, options);
  }
  const replay = { ...options, mode: "replay", env: () => undefined } as const;
  const { runId, ok } = await runSweep(plan, replay);
  assertEquals(ok, 12);
  const rows = await attemptsOf(options.ledgerPath, runId);
  assertEquals(new Set(rows.map(({ source, billed }) => `${source} ${billed}`)), new Set(["replay false"]));
  assert(rows.every((row) => row.costUsd === "0.00002" && row.ttftMs !== null && row.latencyMs! >= row.ttftMs));
  assertEquals(rows[0].output, "Say word0!");
  assertEquals(rows[0].scores, { contains: 1 });
});

Deno.test("results stand in a folder: parquet, csv and a manifest", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const { out, resultsHash, runId } = await runSweep(plan, parrotOptions(dir.path));
  const names = [...Deno.readDirSync(out)].map(({ name }) => name).sort();
  assertEquals(names, ["results.csv", "results.parquet", "run.json"]);
  const manifest = JSON.parse(await Deno.readTextFile(`${out}/run.json`));
  assertEquals([manifest.run_id, manifest.results_hash, manifest.mode], [runId, resultsHash, "record"]);
  assertMatch(manifest.cassette.sha256, /^[0-9a-f]{64}$/);
});

Deno.test("a rate limit is waited for, retried, and replayed without the wait", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (number) =>
      number === 1 ? new Response("{}", { status: 429, headers: { "retry-after": "30" } }) : undefined,
  });
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 1 });
  const clock = new VirtualClock();
  const options = parrotOptions(dir.path, { concurrency: 1, clock });
  const running = runSweep(plan, options);
  let ended = false;
  running.finally(() => ended = true);
  while (!ended) await clock.advance(100);
  const recorded = await running;
  const [limited, answered] = await attemptsOf(options.ledgerPath, recorded.runId);
  assertEquals([limited.status, limited.errorKind, limited.httpStatus, limited.final], [
    "failed",
    "rate_limited",
    429,
    false,
  ]);
  assertEquals([answered.status, answered.try, answered.retries, answered.final], ["ok", 2, 1, true]);
  assert(answered.retryWaitMs >= 30_000 && answered.latencyMs! < 30_000);

  const stopped = new VirtualClock();
  const replayed = await runSweep(plan, { ...options, mode: "replay", clock: stopped });
  assertEquals(replayed.resultsHash, recorded.resultsHash);
  assertEquals(stopped.nowMs(), 0);
});

Deno.test("a call that keeps failing is a row per try, and the run goes on", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (_, body) =>
      body.temperature === 0.5
        ? Response.json({ error: { message: "No such model", code: "model_not_found" } }, { status: 404 })
        : undefined,
  });
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  const summary = await runSweep(plan, options);
  assertEquals([summary.ok, summary.failed], [6, 6]);
  const rows = (await attemptsOf(options.ledgerPath, summary.runId)).filter(({ status }) => status === "failed");
  assertEquals(new Set(rows.map((row) => `${row.errorKind} ${row.try} ${row.costUsd}`)), new Set(["not_found 1 null"]));
});

Deno.test("a run that was stopped goes on where it was, and calls nothing twice", async () => {
  using dir = tempDir();
  const stop = new AbortController();
  await using parrot = startParrot({
    intercept: (number) => {
      if (number === 5) stop.abort();
      return undefined;
    },
  });
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const first = await runSweep(plan, { ...options, signal: stop.signal });
  assertEquals([first.interrupted, first.ok], [true, 4]);
  const second = await runSweep(plan, options);
  assertEquals([second.runId, second.resumed, second.ok, second.interrupted], [first.runId, 4, 12, false]);
  // The fifth call was in flight when the run was stopped: it is the only one that is made again.
  assertEquals(parrot.requests.length, 13);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals(replayed.resultsHash, second.resultsHash);
});

Deno.test("what the tape has and the ledger lost is played and counted as paid by this run", async () => {
  using dir = tempDir();
  const stop = new AbortController();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const first = await runSweep(plan, {
    ...options,
    signal: stop.signal,
    onProgress: ({ done }) => done === 6 && stop.abort(),
  });
  const { DatabaseSync } = await import("node:sqlite");
  const db = new DatabaseSync(options.ledgerPath);
  db.exec("DELETE FROM attempts WHERE cell_index >= 3");
  db.close();
  const second = await runSweep(plan, options);
  assertEquals([second.runId, second.resumed], [first.runId, 3]);
  assertEquals(parrot.requests.length, 12);
  const rows = await attemptsOf(options.ledgerPath, second.runId);
  assertEquals(rows.map(({ source }) => source).slice(3, 6), ["resumed", "resumed", "resumed"]);
  assert(rows.every(({ billed }) => billed));
});

Deno.test("a second recording replaces the first, and append only adds what is missing", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (number) => number > 12 ? streamedAnswer(`later ${number}`) : undefined,
  });
  const small = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  const first = await runSweep(small, options);
  const second = await runSweep(small, options);
  assertNotEquals(second.resultsHash, first.resultsHash);
  assertEquals((await runSweep(small, { ...options, mode: "replay" })).resultsHash, second.resultsHash);
  assertEquals(parrot.requests.length, 24);
  const larger = await parrotPlan(parrot.baseUrl, { prompts: 4 });
  const appended = await runSweep(larger, { ...options, mode: "append" });
  assertEquals([appended.ok, parrot.requests.length], [16, 28]);
  assertEquals((await runSweep(larger, { ...options, mode: "replay" })).resultsHash, appended.resultsHash);
});

Deno.test("a cell that is not on the tape is a failed row that says so", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const options = parrotOptions(dir.path);
  await runSweep(await parrotPlan(parrot.baseUrl), options);
  const summary = await runSweep(await parrotPlan(parrot.baseUrl, { prompts: 4 }), { ...options, mode: "replay" });
  assertEquals([summary.ok, summary.failed], [12, 4]);
  const missed = (await attemptsOf(options.ledgerPath, summary.runId)).filter(({ status }) => status !== "ok");
  assertEquals([...new Set(missed.map(({ errorKind }) => errorKind))], ["cassette_miss"]);
  assertStringIncludes(missed[0].errorMessage!, "/body/messages/0/content");
  assertEquals(new Set(missed.map(({ source, billed }) => `${source} ${billed}`)), new Set(["replay false"]));
});

Deno.test("a key is nowhere: not on the tape, in the ledger or in the results, even when the model repeats it", async () => {
  using dir = tempDir();
  await using parrot = startParrot({ intercept: () => streamedAnswer(`The key is ${API_KEY}, keep it.`) });
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  const recorded = await runSweep(plan, options);
  const rows = await attemptsOf(options.ledgerPath, recorded.runId);
  assertEquals(rows[0].output, "The key is [redacted], keep it.");
  assertEquals((await runSweep(plan, { ...options, mode: "replay" })).resultsHash, recorded.resultsHash);
  for (const path of await filesBelow(dir.path)) {
    assert(!new TextDecoder("latin1").decode(await Deno.readFile(path)).includes(API_KEY), path);
  }
});

Deno.test("what is missing is named before the first call", async () => {
  using dir = tempDir();
  const plan = await parrotPlan("http://127.0.0.1:9/v1");
  const options = parrotOptions(dir.path);
  const refused = (change: object, message: string) =>
    assertRejects(() => runSweep(plan, { ...options, ...change }), UserError, message);
  await refused({ env: () => undefined }, "PARROT_KEY is not set");
  await refused(
    { env: (name: string) => name === "CI" ? "" : "two\nlines-of-a-key" },
    "PARROT_KEY has a character that no key has",
  );
  await refused({ env: (name: string) => name === "CI" ? "" : "acme/parrot" }, "PARROT_KEY is a part of its own name");
  await refused({ cassettePath: null }, "needs a cassette");
  await refused({ mode: "replay", cassettePath: `${dir.path}/none.jsonl` }, "none.jsonl");
  await refused({ env: (name: string) => name === "CI" ? "true" : undefined }, "--allow-live-in-ci");
  await refused({ resume: "run_none" }, "run_none");
});

Deno.test("a run that another process has is not run twice, unless it is asked for", async () => {
  using dir = tempDir();
  const stop = new AbortController();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const first = await runSweep(plan, { ...options, signal: stop.signal, onProgress: () => stop.abort() });
  const path = `${options.ledgerPath}.locks/${first.runId}`;
  {
    using lock = await Deno.open(path, { write: true, create: true });
    await lock.lock(true);
    const busy = "another process is running it";
    await assertRejects(() => runSweep(plan, { ...options, resume: first.runId }), UserError, busy);
    await assertRejects(() => runSweep(plan, { ...options, outRoot: `${dir.path}/other` }), UserError, busy);
    const other = await runSweep(plan, { ...options, fresh: true });
    assertNotEquals(other.runId, first.runId);
  }
  assertEquals((await runSweep(plan, options)).runId, first.runId);
});

Deno.test("a run goes on in its own mode and with its own tape, or not at all", async () => {
  using dir = tempDir();
  const stop = new AbortController();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const { runId } = await runSweep(plan, { ...options, signal: stop.signal, onProgress: () => stop.abort() });
  const resumed = (change: object) => runSweep(plan, { ...options, resume: runId, ...change });
  await assertRejects(() => resumed({ mode: "replay" }), UserError, 'made in mode "record"');
  await assertRejects(() => resumed({ cassettePath: `${dir.path}/other.jsonl` }), UserError, "another cassette");
  assertEquals((await resumed({})).ok, 12);
});

Deno.test("a replay that was stopped is begun anew", async () => {
  using dir = tempDir();
  const stop = new AbortController();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const recorded = await runSweep(plan, options);
  const replay = { ...options, mode: "replay" } as const;
  const first = await runSweep(plan, { ...replay, signal: stop.signal, onProgress: () => stop.abort() });
  const second = await runSweep(plan, replay);
  assertEquals([first.interrupted, second.resumed, second.resultsHash], [true, 0, recorded.resultsHash]);
});

Deno.test("a run that ended with an error is gone on with, and pays for nothing twice", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  let calls = 0;
  const failing = (input: string | URL | Request, init?: RequestInit) => {
    if (++calls === 7) throw new Deno.errors.NotCapable("no network");
    return fetch(input, init);
  };
  await assertRejects(() => runSweep(plan, { ...options, fetch: failing as typeof fetch }), Deno.errors.NotCapable);
  const second = await runSweep(plan, options);
  assertEquals([second.resumed, second.ok, parrot.requests.length], [6, 12, 12]);
});

Deno.test("a limit of time that the caller sets is no timeout of the provider", async () => {
  using dir = tempDir();
  const stop = new AbortController();
  await using parrot = startParrot({
    intercept: (number) => {
      if (number === 5) stop.abort(new DOMException("over", "TimeoutError"));
      return undefined;
    },
  });
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  await runSweep(plan, { ...options, signal: stop.signal });
  const second = await runSweep(plan, options);
  assertEquals([second.ok, second.failed], [12, 0]);
});

Deno.test("what a call costs per hour is shared by those that were in flight with it, not by those that waited", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (number) =>
      number === 1 ? new Response("{}", { status: 429, headers: { "retry-after": "60" } }) : undefined,
  });
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 1, price: '{ per_hour_usd = "3600" }' });
  const clock = new VirtualClock();
  const options = parrotOptions(dir.path, { concurrency: 2, clock });
  const running = runSweep(plan, options);
  let ended = false;
  running.finally(() => ended = true);
  while (!ended) await clock.advance(100);
  const { runId } = await running;
  const answered = (await attemptsOf(options.ledgerPath, runId)).filter(({ status }) => status === "ok");
  assertEquals(answered.map(({ costSource }) => `${costSource}`), Array(4).fill("hour/in-flight"));
  const tape = (await Deno.readTextFile(options.cassettePath!)).trim().split("\n").slice(1).map((line) =>
    JSON.parse(line)
  );
  const last = tape.filter(({ caller }) => caller.try === 1).at(-1);
  assertEquals(last.caller.inFlight, 1);
});

Deno.test("passthrough keeps no key in the ledger either", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (number) =>
      number % 2 === 0
        ? streamedAnswer(`The key is ${API_KEY}.`)
        : Response.json({ error: { message: `Bad key ${API_KEY}` } }, { status: 400 }),
  });
  const options = parrotOptions(dir.path, { mode: "passthrough", cassettePath: null, concurrency: 1 });
  const { runId } = await runSweep(await parrotPlan(parrot.baseUrl), options);
  const rows = await attemptsOf(options.ledgerPath, runId);
  assertStringIncludes(rows[0].errorMessage!, "[redacted]");
  assertStringIncludes(rows[1].output!, "[redacted]");
  for (const path of await filesBelow(dir.path)) {
    assert(!new TextDecoder("latin1").decode(await Deno.readFile(path)).includes(API_KEY), path);
  }
});

Deno.test("passthrough needs no tape and keeps none", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const summary = await runSweep(
    await parrotPlan(parrot.baseUrl),
    parrotOptions(dir.path, { mode: "passthrough", cassettePath: null }),
  );
  assertEquals(summary.ok, 12);
  assertEquals((await filesBelow(dir.path)).filter((path) => path.endsWith(".jsonl")), []);
});

Deno.test("a place that is left out, which no types forbid in a notebook, is named before anything is written", async () => {
  using dir = tempDir();
  const plan = await parrotPlan("http://127.0.0.1:9");
  const { outRoot: _left, ...options } = parrotOptions(dir.path);
  const error = await assertRejects(() => runSweep(plan, options as ReturnType<typeof parrotOptions>), UserError);
  assertEquals(error.message, "Cannot run the sweep as outRoot must be a path: current value is undefined");
  assertEquals(await filesBelow(dir.path), []);
});
