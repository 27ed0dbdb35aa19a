import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Attempt } from "../../src/spec/mod.ts";
import { type RunOptions, runSweep, type SweepPlan } from "../../src/sweep/mod.ts";
import { collect } from "../support/iterate.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "./_parrot.ts";

async function attemptsOf(ledgerPath: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return await collect(ledger.attempts(runId));
}

/** One call for each of 25 prompts. */
async function plan25(baseUrl: string, rest = ""): Promise<SweepPlan> {
  return { ...await parrotPlan(baseUrl, { prompts: 25, rest }), axes: [], repeats: 1 };
}

async function linesOf(path: string): Promise<number> {
  return (await Deno.readTextFile(path)).trimEnd().split("\n").length - 1;
}

Deno.test("a budget of requests ends the run in time, and going on pays only the rest", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan25(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 4 });
  const first = await runSweep(plan, { ...options, budget: { requests: 10 } });
  assertEquals([first.interrupted, first.ok, first.failed, first.recorded], [true, 10, 0, 10]);
  assertEquals(first.budget, { what: "requests", limit: "10", spent: "10", reserved: "0", needed: "1" });
  assertEquals([parrot.requests.length, await linesOf(options.cassettePath!)], [10, 10]);
  assertEquals((await attemptsOf(options.ledgerPath, first.runId)).length, 10, "a refused call is no row");
  const manifest = JSON.parse(await Deno.readTextFile(`${first.out}/run.json`));
  assertEquals([manifest.interrupted, manifest.ok], [true, 10]);

  const second = await runSweep(plan, { ...options, budget: { requests: 20 } });
  assertEquals([second.runId, second.resumed, second.ok, second.interrupted], [first.runId, 10, 25, false]);
  assertEquals([parrot.requests.length, second.budget], [25, null]);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals(replayed.resultsHash, second.resultsHash);
});

Deno.test("the same budget again goes on as far again, until all is done", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan25(parrot.baseUrl, "[cassette]\nmax_requests = 10");
  const sessions: [number, boolean][] = [];
  for (const _ of [1, 2, 3]) {
    const { ok, interrupted } = await runSweep(plan, parrotOptions(dir.path, { mode: "append" }));
    sessions.push([ok, interrupted]);
  }
  assertEquals(sessions, [[10, true], [20, true], [25, false]]);
  assertEquals(parrot.requests.length, 25);
});

Deno.test("tries count, and the paid tries of a cell that is cut short are not made again", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (number) => number === 3 ? new Response("{}", { status: 503 }) : undefined,
  });
  const plan = await plan25(parrot.baseUrl);
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const first = await runSweep(plan, { ...options, budget: { requests: 3 } });
  assertEquals([first.ok, first.failed, first.recorded], [2, 0, 3]);
  const second = await runSweep(plan, { ...options, budget: { requests: 23 } });
  assertEquals([second.ok, second.interrupted, parrot.requests.length], [25, false, 26]);
  const rows = await attemptsOf(options.ledgerPath, second.runId);
  assertEquals(rows.filter(({ cellIndex }) => cellIndex === 2).map(({ source, httpStatus }) => [source, httpStatus]), [
    ["resumed", 503],
    ["live", 200],
  ]);
});

Deno.test("dollars are counted by the plan's prices, and calls wait for what others held back in vain", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan25(parrot.baseUrl, '[cassette]\noutput_tokens = 100\nmax_usd = "0.001"');
  // A call holds back more than 200 millionths, of which it uses 20: eight at once could go over the limit.
  const options = parrotOptions(dir.path, { concurrency: 8 });
  const all = await runSweep(plan, options);
  assertEquals([all.ok, all.interrupted, all.costUsd], [25, false, "0.0005"]);
  const some = await runSweep(plan, { ...options, fresh: true, budget: { usd: "0.0006" } });
  assertEquals(some.budget, { ...some.budget!, what: "usd", limit: "0.0006", reserved: "0", spent: some.costUsd! });
  assert(some.interrupted && some.ok < 25 && some.ok > 4, `${some.ok} cells`);
  const { needed, spent } = some.budget!;
  assert(Number(spent) + Number(needed) > 0.0006 && Number(spent) <= 0.0006);
});

Deno.test("each limit of a budget is decided by itself", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan25(parrot.baseUrl, "[cassette]\nmax_requests = 2\nmax_tokens = 400\noutput_tokens = 1");
  const what = async (change: RunOptions["budget"]) => {
    const { budget } = await runSweep(plan, parrotOptions(dir.path, { fresh: true, budget: change }));
    return budget?.what;
  };
  assertEquals([await what(undefined), await what({ requests: 99 })], ["requests", "tokens"]);
});

Deno.test("what is played is free: a replay and an append have budget enough", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan25(parrot.baseUrl);
  await runSweep(plan, parrotOptions(dir.path));
  for (const mode of ["replay", "append"] as const) {
    const { ok } = await runSweep(plan, parrotOptions(dir.path, { mode, budget: { requests: 0 }, fresh: true }));
    assertEquals(ok, 25);
  }
  assertEquals(parrot.requests.length, 25);
});

Deno.test("dollars without a price of a token are refused before anything is paid", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const budget = { usd: "1", outputTokens: 10 };
  for (const [price, reason] of [['{ per_hour_usd = "1" }', "paid by the hour"], [null, "has no price"]] as const) {
    const plan = await parrotPlan(parrot.baseUrl, price === null ? {} : { price });
    const unpriced = { ...plan, endpoints: plan.endpoints.map((one) => price === null ? { ...one, price } : one) };
    const error = await assertRejects(() => runSweep(unpriced, parrotOptions(dir.path, { budget })), UserError);
    assertStringIncludes(error.message, 'the endpoint "acme/parrot@local/q4"');
    assertStringIncludes(error.message, reason);
  }
  assertEquals(parrot.requests.length, 0);
});

Deno.test("a call of unknown length ends the run with the reason, and it can be gone on with", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan25(parrot.baseUrl);
  const options = parrotOptions(dir.path);
  await assertRejects(() => runSweep(plan, { ...options, budget: { tokens: 9999 } }), UserError, "outputTokens");
  const { ok } = await runSweep(plan, { ...options, budget: { tokens: 99_999, outputTokens: 50 } });
  assertEquals(ok, 25);
});
