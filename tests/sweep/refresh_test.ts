import { assert, assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError, VirtualClock } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { type RunOptions, runSweep, type SweepPlan, UnusedRecordingsError } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, type ParrotRequest, startParrot, streamedAnswer } from "./_parrot.ts";

const DAY = 86_400_000;

async function attemptsOf(ledgerPath: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return await collect(ledger.attempts(runId));
}

/** A parrot that says of what time its answers are. */
function datedParrot(state: { answers: string }) {
  return startParrot({ intercept: (_, body: ParrotRequest) => streamedAnswer(`${state.answers} ${body.temperature}`) });
}

/** A tape whose cells of temperature 0 are 40 days old and whose others are 10 days old. */
async function agedTape(plan: SweepPlan, options: RunOptions, clock: VirtualClock): Promise<void> {
  const old = { ...plan, axes: [{ ...plan.axes[0], values: [0] }] };
  await runSweep(old, { ...options, clock });
  await clock.advance(30 * DAY);
  await runSweep(plan, { ...options, clock, mode: "append" });
  await clock.advance(10 * DAY);
}

/** Time passes only where somebody waits for it, and not while the run does real work. */
async function nextSleeper(clock: VirtualClock): Promise<void> {
  await clock.advance(Math.max(0, (clock.nextWakeMs() ?? 0) - clock.nowMs()));
}

Deno.test("a refresh by age records only the old ones anew, and the table follows", async () => {
  using dir = tempDir();
  const state = { answers: "old" };
  await using parrot = datedParrot(state);
  const plan = await parrotPlan(parrot.baseUrl);
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  const options = parrotOptions(dir.path);
  await agedTape(plan, options, clock);
  assertEquals(parrot.requests.length, 12);
  const before = await runSweep(plan, { ...options, mode: "replay", clock });
  state.answers = "new";
  const refreshed = await runSweep(plan, { ...options, mode: "refresh", refresh: { olderThanMs: 30 * DAY }, clock });
  assertEquals([refreshed.recorded, refreshed.ok, parrot.requests.length], [6, 12, 18]);
  const rows = await attemptsOf(options.ledgerPath, refreshed.runId);
  assertEquals(
    new Set(rows.map(({ axes, output, source, billed }) => `${axes.temperature} ${output} ${source} ${billed}`)),
    new Set(["0 new 0 live true", "0.5 old 0.5 replay false"]),
  );
  const after = await runSweep(plan, { ...options, mode: "replay", unused: "error", clock });
  assertEquals(after.resultsHash, refreshed.resultsHash);
  assertNotEquals(after.resultsHash, before.resultsHash);
});

Deno.test("a refresh of failures makes the failed cells again, and one of an endpoint all of its cells", async () => {
  using dir = tempDir();
  let isBroken = true;
  await using parrot = startParrot({
    intercept: (_, body) => isBroken && body.temperature === 0.5 ? new Response("{}", { status: 404 }) : undefined,
  });
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  assertEquals((await runSweep(plan, options)).failed, 6);
  isBroken = false;
  const again = await runSweep(plan, { ...options, mode: "refresh", refresh: { failures: true } });
  assertEquals([again.ok, again.recorded, parrot.requests.length], [12, 6, 18]);
  const endpoints = ["acme/parrot@local/q4"];
  const all = await runSweep(plan, { ...options, mode: "refresh", refresh: { endpoints } });
  assertEquals([all.ok, all.recorded], [12, 12]);
  const error = await assertRejects(
    () => runSweep(plan, { ...options, mode: "refresh", refresh: { endpoints: ["acme/parot@local/q4"] } }),
    UserError,
    "that the plan does not have",
  );
  assertStringIncludes(error.message, 'did you mean "acme/parrot@local/q4"?');
});

Deno.test("a refresh that its budget ended is gone on with by the same rule, and begun anew by another", async () => {
  using dir = tempDir();
  const state = { answers: "old" };
  await using parrot = datedParrot(state);
  const plan = await parrotPlan(parrot.baseUrl);
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  const options = parrotOptions(dir.path);
  await agedTape(plan, options, clock);
  state.answers = "new";
  const refresh = { ...options, mode: "refresh", clock, budget: { requests: 4 } } as const;
  const byAge = { ...refresh, refresh: { olderThanMs: 30 * DAY } };
  const first = await runSweep(plan, byAge);
  assertEquals([first.interrupted, first.recorded], [true, 4]);
  await assertRejects(
    () => runSweep(plan, { ...refresh, refresh: { failures: true }, resume: first.runId }),
    UserError,
    "it refreshed other recordings",
  );
  const other = await runSweep(plan, { ...refresh, refresh: { failures: true } });
  assertNotEquals(other.runId, first.runId);
  const second = await runSweep(plan, { ...byAge, resume: first.runId });
  assertEquals([second.runId, second.interrupted, second.recorded], [first.runId, false, 2]);
  assertEquals(parrot.requests.length, 18);
});

Deno.test("live modes stay refused in CI, and refresh is one", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { env: (name) => name === "CI" ? "true" : "key" });
  await assertRejects(
    () => runSweep(plan, { ...options, mode: "refresh", refresh: { failures: true } }),
    UserError,
    'mode "refresh" as CI is set',
  );
});

Deno.test("recordings that are too old are rows that say so, or a warning", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const rest = '[cassette]\nexpire = "30d"\nexpired = "fail"';
  const plan = await parrotPlan(parrot.baseUrl, { rest });
  const clock = new VirtualClock(new Date("2026-01-01T00:00:00Z"));
  const options = parrotOptions(dir.path);
  await agedTape(plan, options, clock);
  const replay = { ...options, mode: "replay", clock } as const;
  const failed = await runSweep(plan, replay);
  assertEquals([failed.ok, failed.failed, failed.expired, failed.interrupted], [6, 6, 6, false]);
  const [row] = (await attemptsOf(options.ledgerPath, failed.runId)).filter(({ status }) => status !== "ok");
  assertEquals([row.errorKind, row.axes.temperature, row.billed], ["recording_expired", 0, false]);
  assertStringIncludes(row.errorMessage!, "older than 30 days: it was recorded at 2026-01-01T00:00:00.000Z");
  const warnings: string[] = [];
  const warn = (message: string) => void warnings.push(message);
  const warned = await runSweep(plan, { ...replay, expire: { afterMs: 30 * DAY, expired: "warn" }, warn });
  assertEquals([warned.ok, warned.expired, warnings.length], [12, 6, 1]);
  assertEquals(parrot.requests.length, 12, "nothing goes live because of it");
});

Deno.test("a cell whose request has changed is a row that says what differs", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  await runSweep(plan, options);
  const changed = { ...plan, axes: [{ ...plan.axes[0], values: [0, 0.7] }] };
  const { runId, failed } = await runSweep(changed, { ...options, mode: "replay" });
  assertEquals(failed, 6);
  const [row] = (await attemptsOf(options.ledgerPath, runId)).filter(({ status }) => status !== "ok");
  assertEquals(row.errorKind, "cassette_miss");
  assertStringIncludes(row.errorMessage!, "/body/temperature was 0.5, is 0.7");
});

Deno.test("recordings that no cell asked for are an error behind the results", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl, { rest: '[cassette]\nunused = "error"' });
  const options = parrotOptions(dir.path, { mode: "replay" });
  await runSweep(plan, { ...options, mode: "record" });
  assertEquals((await runSweep(plan, options)).unplayed, 0);
  const fewer = { ...plan, repeats: 1 };
  const error = await assertRejects(() => runSweep(fewer, options), UnusedRecordingsError);
  assertStringIncludes(error.message, "no call played 6 recordings");
  assertEquals([error.summary.ok, error.summary.failed, error.summary.unplayed], [6, 0, 6]);
  assert((await Deno.readTextFile(`${error.summary.out}/results.csv`)).split("\n").length > 6);
  assertEquals((await runSweep(fewer, { ...options, unused: "report" })).unplayed, 6);
});

Deno.test("only a whole replay can find unused recordings", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl);
  const options = parrotOptions(dir.path, { mode: "replay", unused: "error", concurrency: 1 });
  await runSweep(plan, { ...options, mode: "record" });
  const stop = new AbortController();
  const cut = await runSweep(plan, { ...options, signal: stop.signal, onProgress: () => stop.abort() });
  assert(cut.interrupted && cut.unplayed > 0);
  await assertRejects(() => runSweep(plan, { ...options, resume: cut.runId }), UserError, "only a whole one");
});

Deno.test("what was played is told to a file, and a replay can take its time", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 1 });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const recorded = await runSweep(plan, options);
  const usage = `${dir.path}/usage.jsonl`;
  const clock = new VirtualClock();
  let isDone = false;
  const running = runSweep(plan, { ...options, mode: "replay", usage, clock, speed: 0.5 }).finally(() => isDone = true);
  while (!isDone) await nextSleeper(clock);
  const { ok, resultsHash } = await running;
  assertEquals([ok, resultsHash], [4, recorded.resultsHash]);
  assert(clock.nowMs() > 0, "half as fast is not at once");
  assertEquals(Object.keys(JSON.parse(await Deno.readTextFile(usage)).played).length, 4);
});

Deno.test("fields that the plan ignores make no difference", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl, { rest: '[cassette]\nignore = ["/temperature"]' });
  const options = parrotOptions(dir.path);
  await runSweep(plan, options);
  const header = JSON.parse((await Deno.readTextFile(options.cassettePath!)).split("\n")[0]);
  assertEquals(header.ignore, ["/temperature"]);
  assertEquals((await runSweep(plan, { ...options, mode: "replay" })).ok, 12);
});

Deno.test("faults take their time too where a replay is to take its time", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const clean = await parrotPlan(parrot.baseUrl, { prompts: 1 });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  await runSweep(clean, options);
  const faults = { seed: "0", rules: [{ fault: "connect_timeout", afterMs: 5000, when: { try: 1 } }] } as const;
  const waited: number[] = [];
  for (const speed of [0, 1]) {
    const clock = new VirtualClock();
    let isDone = false;
    const running = runSweep({ ...clean, faults }, { ...options, mode: "replay", clock, speed });
    running.finally(() => isDone = true);
    while (!isDone) await nextSleeper(clock);
    assertEquals((await running).ok, 4);
    waited.push(clock.nowMs());
  }
  assert(waited[1] >= waited[0] + 4 * 5000, `${waited}`);
});
