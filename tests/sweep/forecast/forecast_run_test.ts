import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { type RunOptions, runSweep, type SweepForecast, type SweepPlan } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "../_parrot.ts";

/** 12 cells of up to 1000 tokens of output each, at so many dollars a million. */
async function plan12(baseUrl: string, perMillion = "2", run = ""): Promise<SweepPlan> {
  const price = `{ input_per_1m_usd = "1", output_per_1m_usd = "${perMillion}" }`;
  return await parrotPlan(baseUrl, { price, run, rest: "[parameters]\nmax_tokens = 1000" });
}

function asking(answer: boolean, options: Partial<RunOptions> = {}) {
  const asked: SweepForecast[] = [];
  const told: SweepForecast[] = [];
  return {
    asked,
    told,
    options: {
      ...options,
      onForecast: (forecast: SweepForecast) => told.push(forecast),
      confirm: (forecast: SweepForecast) => {
        asked.push(forecast);
        return Promise.resolve(answer);
      },
    },
  };
}

Deno.test("a run that may cost more than the sum asks, and is not made when the answer is no", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan12(parrot.baseUrl, "200");
  const no = asking(false);
  const options = parrotOptions(dir.path, no.options);
  const error = await assertRejects(() => runSweep(plan, options), UserError);
  assertMatch(error.message, /nobody agreed to what it may cost: current value is 2\.4\d* US dollars/);
  assertEquals([parrot.requests.length, no.asked.length], [0, 1]);
  const yes = asking(true);
  const summary = await runSweep(plan, { ...options, ...yes.options });
  assertEquals([summary.ok, yes.asked.length], [12, 1]);
  assertEquals(summary.forecast!.total.calls, 12);
  assert(Number(summary.forecast!.total.costUsd.high) > 2.4);
});

Deno.test("no run is in the ledger that nobody agreed to", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const options = parrotOptions(dir.path, asking(false).options);
  const plan = await plan12(parrot.baseUrl, "200");
  await assertRejects(() => runSweep(plan, options));
  await using ledger = await openSqliteLedger(options.ledgerPath);
  assertEquals(await ledger.runs(), []);
});

Deno.test("below the sum nobody is asked, but everybody is told", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const quiet = asking(false);
  const summary = await runSweep(await plan12(parrot.baseUrl), parrotOptions(dir.path, quiet.options));
  assertEquals([summary.ok, quiet.asked.length, quiet.told.length], [12, 0, 1]);
});

Deno.test("the sum is the option's, else the plan's", async () => {
  await using parrot = startParrot();
  const plan = await plan12(parrot.baseUrl, "2", 'confirm_above_usd = "0.001"');
  for (const [confirmAboveUsd, times] of [[undefined, 1], ["0.5", 0]] as const) {
    using dir = tempDir();
    const { asked, options } = asking(true);
    await runSweep(plan, parrotOptions(dir.path, { ...options, confirmAboveUsd }));
    assertEquals(asked.length, times);
  }
});

Deno.test("a replay neither asks nor tells", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan12(parrot.baseUrl, "200");
  await runSweep(plan, parrotOptions(dir.path));
  const { asked, told, options } = asking(false);
  const replayed = await runSweep(plan, parrotOptions(dir.path, { ...options, mode: "replay" }));
  assertEquals([asked.length, told.length, replayed.ok, replayed.forecast], [0, 0, 12, undefined]);
});

Deno.test("only what is left is forecast: cells that have ended are not, nor what the tape has", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan12(parrot.baseUrl);
  const first = asking(true);
  await runSweep(plan, parrotOptions(dir.path, { ...first.options, runBudget: { requests: 5 } }));
  const second = asking(true);
  await runSweep(plan, parrotOptions(dir.path, second.options));
  const calls = (told: readonly SweepForecast[]) => told.map(({ total }) => total.calls);
  assertEquals([calls(first.told), calls(second.told)], [[12], [7]]);
  const third = asking(true);
  await runSweep(plan, parrotOptions(dir.path, { ...third.options, mode: "append", fresh: true }));
  assertEquals(calls(third.told), [0]);
});

Deno.test("what the tape has of cells that have ended spares no call of those that are left", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan12(parrot.baseUrl);
  const first = asking(true);
  await runSweep(plan, parrotOptions(dir.path, { ...first.options, mode: "append", runBudget: { requests: 5 } }));
  const second = asking(true);
  const resumed = await runSweep(plan, parrotOptions(dir.path, { ...second.options, mode: "append" }));
  assertEquals([second.told[0].total.calls, resumed.recorded], [7, 7]);
});

Deno.test("what the tape has of other plans spares no call of this one", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan12(parrot.baseUrl);
  await runSweep(plan, parrotOptions(dir.path, { mode: "append" }));
  const other = await parrotPlan(parrot.baseUrl, { rest: "[parameters]\nmax_tokens = 999" });
  const { told, options } = asking(true);
  const summary = await runSweep(other, parrotOptions(dir.path, { ...options, mode: "append" }));
  assertEquals([told[0].total.calls, summary.recorded], [12, 12]);
});

Deno.test("past calls make a forecast narrower, and give it a time", async () => {
  using dir = tempDir();
  await using parrot = startParrot();
  const plan = await plan12(parrot.baseUrl);
  const first = asking(true);
  await runSweep(plan, parrotOptions(dir.path, first.options));
  const second = asking(true);
  await runSweep(plan, parrotOptions(dir.path, { ...second.options, fresh: true }));
  const [before, after] = [first.told[0].total, second.told[0].total];
  assertEquals([before.timeMs.expected, typeof after.timeMs.expected], [null, "number"]);
  assertEquals(after.outputTokens.high, 60);
  assert(Number(after.costUsd.high) < Number(before.costUsd.high) / 10);
});
