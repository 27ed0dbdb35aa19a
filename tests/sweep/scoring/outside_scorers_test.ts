import { assert, assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { defineScorer, loadScorer } from "../../../src/scoring/mod.ts";
import {
  loadPlan,
  parsePlan,
  planFromJson,
  planHash,
  planToJson,
  runSweep,
  type SweepPlan,
} from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { API_KEY, parrotOptions, parrotPlan, startParrot } from "../_parrot.ts";
import { mistakesOf, planOf, planText } from "../_plans.ts";

/** A folder with a plan that names a scorer of its own. */
async function folderWith(code: string, entry = ""): Promise<Disposable & { path: string; plan: string }> {
  const dir = tempDir();
  await Deno.writeTextFile(`${dir.path}/mine.ts`, code);
  const score = `[score]\nexact = true\n[[score.custom]]\nuse = "./mine.ts"\n${entry}`;
  await Deno.writeTextFile(`${dir.path}/plan.toml`, planText({ rest: score }));
  return { ...dir, plan: `${dir.path}/plan.toml` };
}

const rowsOf = async (path: string, runId: string) => {
  await using ledger = await openSqliteLedger(path);
  return await Array.fromAsync(ledger.attempts(runId));
};

Deno.test("a plan's text alone loads no scorer", async () => {
  assertEquals(await mistakesOf(planText({ rest: '[[score.custom]]\nuse = "./mine.ts"\n' })), [
    'plans/test.toml:8: score.custom[0].use cannot be loaded: whoever reads a plan must say how, by "loadScorer"',
  ]);
});

Deno.test("a scorer is looked for beside the plan, and what is wrong with it is said with its line", async () => {
  using folder = await folderWith("export default () => 1;", 'name = "mine"\n');
  const plan = await loadPlan(folder.plan);
  assertEquals(plan.scorers?.map(({ name }) => name), ["mine"]);
  assertEquals(plan.score.custom?.map(({ name, use }) => [name, use]), [["mine", "./mine.ts"]]);
  await Deno.remove(`${folder.path}/mine.ts`);
  const error = await assertRejects(() => loadPlan(folder.plan), UserError);
  assertMatch(error.message, /plan\.toml:10: score\.custom\[0\]\.use cannot be used: .*there is no such file/);
});

Deno.test("the plan's hash changes with the scorer's file, its arguments and its name", async () => {
  const hashOf = async (code: string, entry = "") => {
    using folder = await folderWith(code, entry);
    return planHash(await loadPlan(folder.plan));
  };
  const first = await hashOf("export default () => 1;");
  assertEquals(await hashOf("export default () => 1;"), first);
  for (const [code, entry] of [["export default () => 0;"], ["export default () => 1;", "args = { x = 1 }"]]) {
    assertNotEquals(await hashOf(code, entry), first);
  }
  assertNotEquals(await hashOf("export default () => 1;", 'name = "other"'), first);
});

Deno.test("a run scores with functions, counts those that fail, and loses no cell", async () => {
  using dir = tempDir();
  await using server = startParrot();
  const plan = await parrotPlan(server.baseUrl, { prompts: 2 });
  const seen: unknown[] = [];
  const scorers = [
    defineScorer("long", ({ output, fields, call, messages, toolCalls }) => {
      seen.push([fields?.word, typeof call?.latencyMs, messages?.length, toolCalls]);
      return output.length > 3;
    }),
    defineScorer("broken", ({ expected }) => {
      if (expected === "word1") throw new Error("cannot look at this");
      return 7;
    }),
  ];
  const options = parrotOptions(dir.path, { scorers });
  const summary = await runSweep(plan, options);
  assertEquals([summary.ok, summary.failed], [8, 0]);
  assertEquals(seen[0], ["word0", "number", 1, []]);
  const rows = await rowsOf(options.ledgerPath, summary.runId);
  assertEquals(rows.map(({ scores }) => scores), Array(8).fill({ contains: 1, long: 1, broken: null }));
  assertEquals(rows.map(({ score }) => score), Array(8).fill(1));
  assertEquals(summary.warnings, [{
    endpoint: "scorer broken",
    message: "gave no verdict: The score must be a number from 0 to 1 or null: it is 7",
    answers: 8,
  }]);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals([replayed.resultsHash, replayed.warnings], [summary.resultsHash, summary.warnings]);
  assertMatch(await Deno.readTextFile(`${summary.out}/results.csv`), /,score_contains,score_long,score_broken,score,/);
});

Deno.test("a key in what a scorer throws reaches neither the summary nor the ledger", async () => {
  using dir = tempDir();
  await using server = startParrot();
  const plan = await parrotPlan(server.baseUrl, { prompts: 1 });
  const leaky = defineScorer("leaky", () => {
    throw new Error(`401 for ${API_KEY}`);
  });
  const summary = await runSweep(plan, parrotOptions(dir.path, { scorers: [leaky] }));
  assertEquals(summary.warnings[0].message, "gave no verdict: 401 for [secret env:PARROT_KEY]");
  for await (const { name } of Deno.readDir(dir.path)) {
    if (!name.startsWith("ledger.sqlite") || name.endsWith(".locks")) continue;
    assert(!(await Deno.readTextFile(`${dir.path}/${name}`)).includes(API_KEY));
  }
});

Deno.test("a run with other scorers is another run", async () => {
  using dir = tempDir();
  await using server = startParrot();
  const plan = await parrotPlan(server.baseUrl, { prompts: 1 });
  const run = async (limit: number) => {
    const scorers = [defineScorer("long", ({ output }) => output.length > 3, { args: { limit } })];
    const { runId } = await runSweep(plan, parrotOptions(dir.path, { scorers, mode: "append" }));
    await using ledger = await openSqliteLedger(`${dir.path}/ledger.sqlite`);
    return (await ledger.run(runId))!.planHash;
  };
  const first = await run(1);
  assertEquals(await run(1), first);
  assertNotEquals(await run(2), first);
});

Deno.test("two scorers of one name are refused", async () => {
  const plan = await planOf({ rest: "[score]\nexact = true\n" });
  using dir = tempDir();
  for (const names of [["exact"], ["a", "a"], ["human"]]) {
    const scorers = names.map((name) => defineScorer(name, () => 1));
    await assertRejects(() => runSweep(plan, parrotOptions(dir.path, { scorers })), UserError, "its name is taken");
  }
});

Deno.test("a plan that was put together without its scorers cannot score", async () => {
  const plan = await planOf();
  const without: SweepPlan = { ...plan, score: { custom: [{ name: "mine", use: "./mine.ts" }] } };
  using dir = tempDir();
  await assertRejects(() => runSweep(without, parrotOptions(dir.path)), UserError, 'the scorer "mine" was not loaded');
});

Deno.test("a plan takes its scorers along to another machine, if their files are the same there", async () => {
  using folder = await folderWith("export default () => 0.5;");
  const plan = await loadPlan(folder.plan);
  const json = JSON.parse(JSON.stringify(planToJson(plan)));
  const read = await planFromJson(json, { loadScorer });
  assertEquals(planHash(read), planHash(plan));
  assertEquals(read.scorers?.map(({ name }) => name), ["mine"]);
  await assertRejects(() => planFromJson(json), UserError, "loadScorer");
  await Deno.writeTextFile(`${folder.path}/mine.ts`, "export default () => 0.6;");
  await assertRejects(() => planFromJson(json, { loadScorer }), UserError, "is another file here");
});

Deno.test("the fields that scorers look at are in a plan's hash, and others are not", async () => {
  const hashOf = async (score: string, fields: string) =>
    planHash(
      await parsePlan(
        planText({
          rest: `[score]\n${score}\n`,
          prompts: `[prompts]\ntemplate = "{{q}}"\nitems = [{ id = "a", q = "x", expected = "B", ${fields} }]\n`,
        }),
        { path: "test.toml" },
      ),
    );
  const [two, three] = ['choices = ["x", "y"]', 'choices = ["x", "y", "z"]'];
  assertNotEquals(await hashOf("choice = true", two), await hashOf("choice = true", three));
  assertEquals(await hashOf("choice = true", `${two}, note = 1`), await hashOf("choice = true", `${two}, note = 2`));
  assertEquals(await hashOf("exact = true", two), await hashOf("exact = true", three));
  const named = "[score.other]\nkind = 'tool_calls'\nfield = 'choices'";
  assertNotEquals(await hashOf(named, two), await hashOf(named, three));
});

Deno.test("pass@k needs each prompt asked k times; seeds are repeats under another name", async () => {
  const score = '[score]\nreduce = "pass@4"\n[score.exact]\nreduce = "pass@5"\n';
  const head = (repeats: number, more = "") => `name = "test"\nrepeats = ${repeats}\n${more}`;
  assertEquals(await mistakesOf(planText({ head: head(3), rest: score })), [
    'plans/test.toml:9: score.reduce needs each prompt to be asked 4 times, and the plan asks it 3 times: current value is "pass@4"',
    'plans/test.toml:11: score.exact.reduce needs each prompt to be asked 5 times, and the plan asks it 3 times: current value is "pass@5"',
  ]);
  const plan = await planOf({ head: head(2, "seeds = [1, 2, 3]\n"), rest: score });
  assertEquals(plan.score.reduce, "pass@4");
});
