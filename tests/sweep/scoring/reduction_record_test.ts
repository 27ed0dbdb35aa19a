import { assertEquals, assertMatch } from "@std/assert";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { planHash, runSweep, type SweepPlan } from "../../../src/sweep/mod.ts";
import { reductionFacts } from "../../../src/sweep/scoring/reduction_facts.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot } from "../_parrot.ts";

const reduced = (plan: SweepPlan, reduce: "pass@2" | "max"): SweepPlan => ({
  ...plan,
  score: { ...plan.score, reduce, failed: "zero" },
});

Deno.test("a run writes down how its repeats are reduced, and can be gone on with by another reduction", async () => {
  using dir = tempDir();
  await using server = startParrot();
  const plan = await parrotPlan(server.baseUrl, { prompts: 2 });
  assertEquals(planHash(reduced(plan, "pass@2")), planHash(plan));
  const options = parrotOptions(dir.path);
  const { runId, out } = await runSweep(reduced(plan, "pass@2"), options);
  const manifestOf = async () => {
    await using ledger = await openSqliteLedger(options.ledgerPath);
    return (await ledger.run(runId))!.manifest;
  };
  assertEquals((await manifestOf()).reduction, { reduce: "pass@2", failed: "zero" });
  const { scoring } = JSON.parse(await Deno.readTextFile(`${out}/run.json`));
  assertEquals([scoring.config.reduce, scoring.config.versions], ["pass@2", { contains: 1 }]);
  assertMatch(scoring.config_hash, /^scoring_/);
  await runSweep(reduced(plan, "max"), { ...options, resume: runId });
  assertEquals((await manifestOf()).reduction, { reduce: "max", failed: "zero" });
  await runSweep(plan, { ...options, resume: runId });
  assertEquals((await manifestOf()).reduction, null);
});

Deno.test("a plan that says nothing of repeats writes nothing down", () => {
  assertEquals(reductionFacts({ score: { weights: { exact: 2 } } }), {});
  assertEquals(reductionFacts({ score: { threshold: 1 } }), { reduction: { threshold: 1 } });
});
