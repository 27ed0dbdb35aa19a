import { assertEquals } from "@std/assert";
import { systemClock } from "../../src/base/mod.ts";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import type { Clock } from "../../src/spec/mod.ts";
import { runSweep } from "../../src/sweep/mod.ts";
import { tempDir } from "../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "./_parrot.ts";

/** The machine's clock, set to another day. */
function clockAt(time: string): Clock {
  return {
    nowMs: () => systemClock.nowMs(),
    date: () => new Date(time),
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  };
}

async function costsOf(ledgerPath: string, runId: string): Promise<(string | null)[]> {
  await using ledger = await openSqliteLedger(ledgerPath);
  return (await Array.fromAsync(ledger.attempts(runId))).map(({ costUsd }) => costUsd);
}

/** An answer of the parrot has 10 tokens of input and 5 of output. */
const BY_NIGHT = `{ input_per_token_usd = "1", output_per_token_usd = "2", tiers = [
  { utc_start = "22:00", utc_end = "06:00", output_per_token_usd = "1" },
  { above_prompt_tokens = 9, input_per_token_usd = "3" },
] }`.replaceAll("\n", " ");

Deno.test("a call costs what its time of day and the length of its prompt make it, and a replay the same", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 1, price: BY_NIGHT });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const recorded = await runSweep(plan, { ...options, clock: clockAt("2026-11-21T05:59:59Z") });
  assertEquals(await costsOf(options.ledgerPath, recorded.runId), Array(4).fill("35"));
  const replay = { ...options, mode: "replay" as const, clock: clockAt("2026-11-21T12:00:00Z") };
  const replayed = await runSweep(plan, replay);
  assertEquals(await costsOf(options.ledgerPath, replayed.runId), Array(4).fill("35"));
  assertEquals(replayed.resultsHash, recorded.resultsHash);
  const byDay = await runSweep(plan, { ...options, fresh: true, clock: clockAt("2026-11-21T06:00:00Z") });
  assertEquals(await costsOf(options.ledgerPath, byDay.runId), Array(4).fill("40"));
});

Deno.test("images of a request are paid where the price says so", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const price = '{ input_per_token_usd = "0", output_per_token_usd = "0", image_usd = "0.5" }';
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 1, price });
  const image = { type: "image", url: "data:image/png;base64,AA==" } as const;
  const samples = Array.from(plan.samples, (sample) => ({
    ...sample,
    messages: [{ role: "user" as const, content: [image, image, { type: "text" as const, text: "Which?" }] }],
  }));
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const { runId } = await runSweep({ ...plan, samples }, options);
  assertEquals(await costsOf(options.ledgerPath, runId), Array(4).fill("1"));
});

Deno.test("a budget of dollars holds back what the dearest tier could cost, and settles by what holds", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const price = '{ input_per_token_usd = "1", output_per_token_usd = "2", tiers = [' +
    '{ above_prompt_tokens = 9, output_per_token_usd = "4" },' +
    '{ above_prompt_tokens = 100000, input_per_token_usd = "9", output_per_token_usd = "9" }] }';
  const plan = await parrotPlan(parrot.baseUrl, { prompts: 1, price, rest: "[parameters]\nmax_tokens = 5\n" });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const { budget, costUsd, recorded } = await runSweep(plan, { ...options, budget: { usd: "2000" } });
  // Each answer comes to 10 × 1 + 5 × 4 dollars, and each call holds back some 200 bytes of body at 9.
  assertEquals([costUsd, recorded, budget], ["120", 4, null]);
  const none = await runSweep(plan, { ...options, fresh: true, budget: { usd: "200" } });
  assertEquals([none.recorded, none.budget?.what], [0, "usd"]);
});
