import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { openSqliteLedger, resultsHash } from "../../../src/ledger/mod.ts";
import { evaluateGate } from "../../../src/report/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { AdaptiveRun } from "../../../src/sweep/adaptive/mod.ts";
import { planHash, runSweep } from "../../../src/sweep/mod.ts";
import { collect, iterate } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot, streamedAnswer } from "../_parrot.ts";

const PROMPTS = 40;
const ADAPTIVE = '[adaptive]\nmethod = "racing"\nprompts = 10';

/** A parrot that says nothing of use where the temperature is not 0. */
function hotParrot(change: { from?: number } = {}) {
  return startParrot({
    intercept: (number, { temperature }) =>
      temperature > 0 && number >= (change.from ?? 0) ? streamedAnswer("hm") : undefined,
  });
}

function planOf(baseUrl: string, rest = ADAPTIVE) {
  return parrotPlan(baseUrl, { prompts: PROMPTS, rest });
}

async function rowsOf(ledgerPath: string, runId: string): Promise<Attempt[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return await collect(ledger.attempts(runId));
}

Deno.test("a beaten variant is dropped after its first round, and what that saved is told", async () => {
  using dir = tempDir();
  await using parrot = hotParrot();
  const plan = await planOf(parrot.baseUrl);
  const { adaptive, interrupted, ok, cells } = await runSweep(plan, parrotOptions(dir.path));
  assertEquals([interrupted, cells, ok], [false, 160, 100]);
  // Two repeats of the thirty prompts that were left, at 20 millionths of a dollar each.
  assertEquals([adaptive!.cellsLeftOut, adaptive!.savedUsd], [60, "0.0012"]);
  assertEquals(adaptive!.dropped, [{
    variant: "acme/parrot@local/q4 temperature=0.5",
    leader: "acme/parrot@local/q4 temperature=0",
    prompts: 10,
    n: 10,
    meanDifference: -1,
    pValue: 1 / 1024,
    alpha: (1 - 0.95) / 3,
  }]);
  assertEquals(parrot.requests.length, 100);
});

Deno.test("what is kept has the rows of the whole grid", async () => {
  using dir = tempDir();
  await using parrot = hotParrot();
  const whole = await runSweep(await planOf(parrot.baseUrl, ""), parrotOptions(dir.path));
  const plan = await planOf(parrot.baseUrl);
  const adaptive = await runSweep(plan, parrotOptions(dir.path, { mode: "replay" }));
  assertEquals([whole.ok, adaptive.ok], [160, 100]);
  const ledger = parrotOptions(dir.path).ledgerPath;
  const kept = async (runId: string) =>
    await resultsHash(iterate((await rowsOf(ledger, runId)).filter(({ axes }) => axes.temperature === 0)));
  assertEquals(await kept(adaptive.runId), await kept(whole.runId));
});

Deno.test("a replay drops the same at any concurrency, also with another scorer", async () => {
  using dir = tempDir();
  await using parrot = hotParrot();
  const plan = await planOf(parrot.baseUrl);
  const recorded = await runSweep(plan, parrotOptions(dir.path));
  for (const concurrency of [1, 8, 64]) {
    const replayed = await runSweep(plan, parrotOptions(dir.path, { mode: "replay", concurrency }));
    assertEquals([replayed.resultsHash, replayed.adaptive], [recorded.resultsHash, recorded.adaptive]);
  }
  const other = await parrotPlan(parrot.baseUrl, { prompts: PROMPTS, rest: ADAPTIVE });
  const easy = { ...other, score: { regex: { pattern: ".", flags: "", negate: false } } };
  const replayed = await runSweep(easy, parrotOptions(dir.path, { mode: "replay" }));
  assertEquals([replayed.ok, replayed.failed, replayed.adaptive!.dropped.length], [100, 0, 1]);
});

Deno.test("a run that is cut short in a round goes on, and decides when the round is whole", async () => {
  using dir = tempDir();
  const stop = new AbortController();
  await using parrot = hotParrot();
  const plan = await planOf(parrot.baseUrl);
  const options = parrotOptions(dir.path, { mode: "append" });
  const cut = await runSweep(plan, {
    ...options,
    signal: stop.signal,
    onProgress: ({ done }) => done === 15 && stop.abort(),
  });
  assertEquals([cut.interrupted, cut.adaptive!.dropped], [true, []]);
  const rest = await runSweep(plan, options);
  assertEquals([rest.runId, rest.interrupted, rest.ok, rest.adaptive!.cellsLeftOut], [cut.runId, false, 100, 60]);
  // Those in flight when it was cut short were called again.
  assert(parrot.requests.length <= 100 + options.concurrency);
});

Deno.test("a run without a tape decides again what it had decided, whatever came after", async () => {
  using dir = tempDir();
  // Hot answers are of no use but in the second round, which must not count for the look before it.
  await using parrot = startParrot({
    intercept: (number, { temperature }) => temperature > 0 && number <= 40 ? streamedAnswer("hm") : undefined,
  });
  const plan = await planOf(parrot.baseUrl, `${ADAPTIVE}\nconfidence = 0.99999`);
  const options = parrotOptions(dir.path, { mode: "passthrough", cassettePath: null });
  const stop = new AbortController();
  const cut = await runSweep(plan, {
    ...options,
    signal: stop.signal,
    onProgress: ({ done }) => done === 60 && stop.abort(),
  });
  const certain = await planOf(parrot.baseUrl);
  const again = new AdaptiveRun({
    plan: certain,
    adaptive: certain.adaptive!,
    finished: new Uint8Array(160),
    rows: () => iterate(rows),
    decide: () => Promise.resolve(null),
  });
  const rows = await rowsOf(options.ledgerPath, cut.runId);
  const rounds = again.rounds();
  await rounds.next();
  await rounds.next();
  const { dropped: [first] } = await again.outcome();
  assertEquals([first?.n, first?.meanDifference], [10, -1]);
});

Deno.test("a run without what was left out is whole for its gate", async () => {
  using dir = tempDir();
  await using parrot = hotParrot();
  const { runId } = await runSweep(await planOf(parrot.baseUrl), parrotOptions(dir.path));
  await using ledger = await openSqliteLedger(parrotOptions(dir.path).ledgerPath);
  assertEquals((await ledger.run(runId))!.status, "done");
  const { passed, checks: [whole] } = await evaluateGate(ledger, { runId });
  assertEquals([passed, whole.value, whole.rule], [true, 100, "= 100"]);
});

Deno.test("variants that are as good are all kept", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const { ok, adaptive } = await runSweep(await planOf(parrot.baseUrl), parrotOptions(dir.path));
  assertEquals([ok, adaptive], [160, { dropped: [], cellsLeftOut: 0, savedUsd: "0" }]);
});

Deno.test("how variants are dropped decides which cells end, and belongs to the plan", async () => {
  const [whole, racing] = await Promise.all(["", ADAPTIVE].map((rest) => planOf("http://127.0.0.1:9/v1", rest)));
  assert(planHash(whole) !== planHash(racing));
  const wrong: [rest: string, message: string][] = [
    ["[adaptive]", "adaptive.method"],
    ['[adaptive]\nmethod = "race"', "adaptive.method"],
    ['[adaptive]\nmethod = "racing"\nmetric = "scores.exact"', "must be one of score, scores.contains"],
    ['[adaptive]\nmethod = "halving"\neta = 1', "adaptive.eta"],
  ];
  for (const [rest, message] of wrong) {
    const error = await assertRejects(() => planOf("http://127.0.0.1:9/v1", rest));
    assertStringIncludes((error as Error).message, message);
  }
});

Deno.test("a part of the grid cannot tell what is beaten in all of it", async () => {
  using dir = tempDir();
  const plan = await planOf("http://127.0.0.1:9/v1");
  const options = parrotOptions(dir.path, { shard: { index: 1, of: 2 } });
  const error = await assertRejects(() => runSweep(plan, options));
  assertStringIncludes((error as Error).message, "[adaptive] looks at all answers of a round");
});
