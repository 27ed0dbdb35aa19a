import { assert, assertEquals, assertMatch } from "@std/assert";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { parsePlan, runSweep, type SweepPlan } from "../../../src/sweep/mod.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, type ParrotRequest, startParrot } from "../_parrot.ts";

/** So many prompts at each of the providers, which are all the same server. */
function planOf(
  providers: { readonly [name: string]: string },
  { prompts = 100, run = "", grid = "" } = {},
): Promise<SweepPlan> {
  const endpoints = Object.entries(providers).map(([name, baseUrl]) =>
    `[[endpoints]]
key = "acme/parrot@${name}"
base_url = "${baseUrl}"
api_key_env = "PARROT_KEY"
price = { input_per_1m_usd = "1", output_per_1m_usd = "2" }`
  );
  const items = Array.from({ length: prompts }, (_, i) => `{ id = "p${i}", word = "word${i}" }`);
  return parsePlan(
    `name = "stops"\n${endpoints.join("\n")}\n${grid}
[prompts]
template = "Say {{word}}"
items = [${items.join(", ")}]
[run]
${run}
`,
    { path: "stops.toml" },
  );
}

function refusal(status: number, message: string, code = "refused"): Response {
  return Response.json({ error: { message, type: "invalid_request_error", code } }, { status });
}

async function rowsOf(ledgerPath: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return await collect(ledger.attempts(runId));
}

Deno.test("a bad key with 10,000 cells costs as many calls as are in flight, and is told once", async () => {
  using dir = tempDir();
  await using parrot = startParrot({ intercept: () => refusal(401, "Incorrect API key provided", "invalid_api_key") });
  const plan = await planOf({ local: parrot.baseUrl }, { prompts: 10_000 });
  const options = parrotOptions(dir.path, { concurrency: 64 });
  const summary = await runSweep(plan, options);
  assert(parrot.requests.length <= 64, `${parrot.requests.length} calls`);
  assertEquals([summary.interrupted, summary.ok, summary.failed], [true, 0, parrot.requests.length]);
  assertEquals(summary.stops!.length, 1);
  const [{ scope, endpoints, reason, message, advice }] = summary.stops!;
  assertEquals([scope, endpoints, reason], ["provider:local", ["acme/parrot@local"], "credential"]);
  assertMatch(message, /"local" refuses the credential "env:PARROT_KEY" \(status 401\): .*Incorrect API key/);
  assertMatch(advice, /credential test local/);
  const rows = await rowsOf(options.ledgerPath, summary.runId);
  assert(rows.every(({ errorKind }) => errorKind === "auth"), "no row stands for a call that was not made");
});

Deno.test("a replay leaves what its recording has left, and says the same", async () => {
  using dir = tempDir();
  await using parrot = startParrot({ intercept: (number) => number > 5 ? refusal(401, "Revoked") : undefined });
  const plan = await planOf({ local: parrot.baseUrl });
  const options = parrotOptions(dir.path, { concurrency: 8 });
  const recorded = await runSweep(plan, options);
  assertEquals([recorded.ok, recorded.interrupted, recorded.stops!.length], [5, true, 1]);
  for (const concurrency of [1, 8]) {
    const replayed = await runSweep(plan, parrotOptions(dir.path, { mode: "replay", concurrency }));
    assertEquals(replayed.resultsHash, recorded.resultsHash);
    assertEquals(replayed.stops, recorded.stops);
    assertEquals([replayed.ok, replayed.failed, replayed.interrupted], [5, recorded.failed, true]);
  }
});

Deno.test("after the fix the run is gone on with, and a replay of all of it is whole", async () => {
  using dir = tempDir();
  let isMended = false;
  await using parrot = startParrot({ intercept: () => isMended ? undefined : refusal(401, "Wrong key") });
  const plan = await planOf({ local: parrot.baseUrl }, { prompts: 30 });
  const options = parrotOptions(dir.path, { concurrency: 2 });
  const first = await runSweep(plan, options);
  isMended = true;
  const second = await runSweep(plan, options);
  assertEquals(second.runId, first.runId);
  assertEquals([second.interrupted, second.stops, second.ok + second.failed], [false, [], 30]);
  assertEquals(second.failed, first.failed, "what has ended is not called again unasked");
  const replayed = await runSweep(plan, parrotOptions(dir.path, { mode: "replay" }));
  assertEquals([replayed.resultsHash, replayed.interrupted, replayed.stops], [second.resultsHash, false, []]);
});

Deno.test("a run that is stopped twice keeps both decisions on its tape", async () => {
  using dir = tempDir();
  let mode: "auth" | "well" | "gone" = "auth";
  await using parrot = startParrot({
    intercept: () =>
      mode === "auth"
        ? refusal(401, "Wrong key")
        : mode === "gone"
        ? refusal(429, "Quota", "insufficient_quota")
        : undefined,
  });
  const plan = await planOf({ local: parrot.baseUrl }, { prompts: 30 });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  await runSweep(plan, options);
  mode = "gone";
  const second = await runSweep(plan, options);
  assertEquals(second.stops!.map(({ reason }) => reason), ["credit"]);
  const replayed = await runSweep(plan, parrotOptions(dir.path, { mode: "replay" }));
  assertEquals([replayed.resultsHash, replayed.stops], [second.resultsHash, second.stops]);
});

Deno.test("other providers go on", async () => {
  using dir = tempDir();
  await using bad = startParrot({ intercept: () => refusal(401, "Wrong key") });
  await using good = startParrot();
  const plan = await planOf({ bad: bad.baseUrl, good: good.baseUrl }, { prompts: 50 });
  const summary = await runSweep(plan, parrotOptions(dir.path, { concurrency: 4 }));
  assertEquals([summary.ok, summary.interrupted, good.requests.length], [50, true, 50]);
  assert(bad.requests.length <= 4);
  assertEquals(summary.stops!.map(({ endpoints }) => endpoints), [["acme/parrot@bad"]]);
});

Deno.test("a model that is not there stops its endpoint after three calls, or after as many as the plan says", async () => {
  for (const [run, calls] of [["", 3], ["stop_after = 5", 5]] as const) {
    using dir = tempDir();
    await using parrot = startParrot({ intercept: () => refusal(404, "The model does not exist", "model_not_found") });
    const plan = await planOf({ local: parrot.baseUrl }, { run });
    const { stops } = await runSweep(plan, parrotOptions(dir.path, { concurrency: 1 }));
    assertEquals(parrot.requests.length, calls);
    assertEquals(stops!.map(({ scope, reason }) => [scope, reason]), [["acme/parrot@local", "model"]]);
    assertMatch(stops![0].message, /does not know the model "parrot"/);
  }
});

Deno.test("a request that no cell's call can be without stops its endpoint", async () => {
  using dir = tempDir();
  await using parrot = startParrot({ intercept: () => refusal(400, "Unknown parameter") });
  const plan = await planOf({ local: parrot.baseUrl }, { grid: "[grid]\ntemperature = [0, 0.5, 1, 1.5]" });
  const { stops } = await runSweep(plan, parrotOptions(dir.path, { concurrency: 1 }));
  assertEquals(stops!.map(({ reason }) => reason), ["request"]);
  assertEquals(parrot.requests.length, 9, "three prompts, and each of the values for the first two");
});

Deno.test("what only some points of the grid meet does not stop the others", async () => {
  const cases: [name: string, isRefused: (body: ParrotRequest) => boolean][] = [
    ["one value", ({ temperature }) => temperature === 0],
    ["one prompt", ({ messages }) => messages[0].content.endsWith("word0")],
  ];
  for (const [name, isRefused] of cases) {
    using dir = tempDir();
    await using parrot = startParrot({
      intercept: (_, body) => isRefused(body) ? refusal(400, "Not this one") : undefined,
    });
    const plan = await planOf({ local: parrot.baseUrl }, { prompts: 10, grid: "[grid]\ntemperature = [0, 0.5, 1]" });
    const summary = await runSweep({ ...plan, repeats: 4 }, parrotOptions(dir.path, { concurrency: 1 }));
    assertEquals([summary.stops, summary.interrupted, summary.ok > 0], [[], false, true], name);
  }
});

Deno.test("an endpoint that fails now and then is not stopped", async () => {
  for (const status of [400, 404, 403]) {
    using dir = tempDir();
    await using parrot = startParrot({
      intercept: (number) => number % 10 < 3 ? refusal(status, "Not now") : undefined,
    });
    const plan = await planOf({ local: parrot.baseUrl });
    const summary = await runSweep(plan, parrotOptions(dir.path, { concurrency: 8 }));
    assertEquals([summary.stops, summary.interrupted, summary.failed], [[], false, 30]);
  }
});

Deno.test("a key that has worked may be refused once or twice", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (number) => number === 4 || number === 5 ? refusal(401, "Try again") : undefined,
  });
  const plan = await planOf({ local: parrot.baseUrl }, { prompts: 20 });
  const { stops, ok } = await runSweep(plan, parrotOptions(dir.path, { concurrency: 1 }));
  assertEquals([stops, ok], [[], 18]);
});

Deno.test("without credit there are no further calls", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (number) => number > 3 ? refusal(402, "Insufficient credits") : undefined,
  });
  const plan = await planOf({ local: parrot.baseUrl });
  const { stops } = await runSweep(plan, parrotOptions(dir.path, { concurrency: 1 }));
  assertEquals(parrot.requests.length, 6, "one call may have been too dear: three in a row are not");
  assertEquals(stops!.map(({ reason }) => reason), ["credit"]);
  assertMatch(stops![0].advice, /Add credit/);
});

Deno.test("stop_after = false lets every cell fail by itself", async () => {
  using dir = tempDir();
  await using parrot = startParrot({ intercept: () => refusal(404, "No such model") });
  const plan = await planOf({ local: parrot.baseUrl }, { prompts: 20, run: "stop_after = false" });
  const summary = await runSweep(plan, parrotOptions(dir.path));
  assertEquals([parrot.requests.length, summary.failed, summary.interrupted, summary.stops], [20, 20, false, []]);
});
