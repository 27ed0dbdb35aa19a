import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { type RunOptions, runSweep, scoreRun, type SweepPlan, verifyRun } from "../../../src/sweep/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, startParrot, streamedAnswer } from "../_parrot.ts";
import { startTalker, talkerPlan } from "../_talker.ts";
import { judgeTable, startJudged } from "../scoring/_judged.ts";

/** Checks a run and leaves the test the right to use the network. */
function check(runId: string, plan: SweepPlan, { ledgerPath, cassettePath }: RunOptions) {
  return verifyRun(runId, { plan, ledgerPath, cassettePath: cassettePath!, keepNetwork: true });
}

/** Changes the ledger of a run behind its back. */
function tamper({ ledgerPath }: RunOptions, sql: string): void {
  using database = new DatabaseSync(ledgerPath);
  assertEquals(database.prepare(sql).run().changes, 1);
}

Deno.test("each turn of a conversation is derived again, with its calls of tools", async () => {
  using dir = tempDir();
  await using talker = startTalker((number) => number === 4 ? new Response("busy", { status: 503 }) : undefined);
  const plan = await talkerPlan(talker.baseUrl, {
    items: [
      { id: "turns", prompt: "one", turns: ["two", "three"], expected: "three" },
      { id: "tools", prompt: "call time {}", tool_results: { time: "noon" }, expected: "noon" },
    ],
  });
  const options = parrotOptions(dir.path);
  const { runId, ok } = await runSweep(plan, options);
  const sent = talker.requests.length;
  const checked = await check(runId, plan, options);
  assertEquals([ok, checked.cells, checked.rows], [4, 4, 2 * 3 + 2 * 2 + 1]);
  assertEquals([checked.differing, checked.unrecorded, talker.requests.length], [0, 0, sent]);
  tamper(options, "UPDATE attempts SET output_tokens = 1 WHERE cell_index = 0 AND turn = 2 AND output IS NOT NULL");
  const { differences } = await check(runId, plan, options);
  assertEquals(differences.map(({ cellIndex, column }) => [cellIndex, column]), [[0, "output_tokens"]]);
});

Deno.test("verdicts of a judge are derived again from its own tape, without asking it", async () => {
  using dir = tempDir();
  await using judged = startJudged();
  const plan = await parrotPlan(judged.baseUrl, { rest: judgeTable(judged.baseUrl) });
  const options = parrotOptions(dir.path);
  const { runId, ok } = await runSweep(plan, options);
  const sent = judged.requests.length;
  const checked = await check(runId, plan, options);
  assertEquals([ok, checked.rows, judged.asked.length], [12, 12, 12]);
  assertEquals([checked.differing, checked.unrecorded, judged.requests.length], [0, 0, sent]);
  tamper(options, `UPDATE attempts SET scores = json_set(scores, '$.judge', 0.25) WHERE cell_index = 3`);
  const { differences } = await check(runId, plan, options);
  assertEquals(differences.map(({ cellIndex, column }) => [cellIndex, column]), [[3, "score_judge"]]);
});

Deno.test("comparisons in pairs are derived again once all answers are there", async () => {
  using dir = tempDir();
  await using judged = startJudged(() => "Grade: TIE");
  const plan = await parrotPlan(judged.baseUrl, {
    rest: judgeTable(judged.baseUrl, { name: "pairwise", more: "baseline = { temperature = 0 }" }),
  });
  const options = parrotOptions(dir.path);
  const { runId, ok } = await runSweep(plan, options);
  const checked = await check(runId, plan, options);
  assertEquals([ok, checked.rows, checked.differing, checked.unrecorded], [12, 12, 0, 0]);
  const sent = judged.requests.length;
  tamper(options, "UPDATE scores SET score = 1 WHERE scorer = 'pairwise' AND cell_index = 2");
  const { differences } = await check(runId, plan, options);
  assertEquals(differences.map(({ cellIndex, column, stored, derived }) => [cellIndex, column, stored, derived]), [
    [2, "score_pairwise", 1, 0.5],
  ]);
  assertEquals(judged.requests.length, sent);
});

Deno.test("a run that was scored again is checked by the verdicts that it had itself", async () => {
  using dir = tempDir();
  await using judged = startJudged();
  const plan = await parrotPlan(judged.baseUrl, { rest: judgeTable(judged.baseUrl) });
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(plan, options);
  {
    await using ledger = await openSqliteLedger(options.ledgerPath);
    const again = await parrotPlan(judged.baseUrl, { rest: "[score.exact]" });
    await scoreRun(runId, again, { ledger });
  }
  const checked = await check(runId, plan, options);
  assertEquals([checked.rows, checked.differing, checked.unrecorded], [12, 0, 0]);
});

Deno.test("a variant that was dropped stays dropped, and what was asked before follows from the tape", async () => {
  using dir = tempDir();
  await using parrot = startParrot({
    intercept: (_, { temperature }) => temperature > 0 ? streamedAnswer("hm") : undefined,
  });
  const plan = await parrotPlan(parrot.baseUrl, {
    prompts: 40,
    rest: '[adaptive]\nmethod = "racing"\nprompts = 10',
  });
  const options = parrotOptions(dir.path);
  const { runId, ok, adaptive } = await runSweep(plan, options);
  assertEquals([ok, adaptive!.cellsLeftOut], [100, 60]);
  const checked = await check(runId, plan, options);
  assertEquals([checked.cells, checked.rows, checked.differing, checked.unrecorded], [100, 100, 0, 0]);
  tamper(options, "UPDATE attempts SET cost_usd = '1' WHERE cell_index = 0");
  const again = await check(runId, plan, options);
  assertEquals(again.differences.map(({ cellIndex, column }) => [cellIndex, column]), [[0, "cost_usd"]]);
  assert(parrot.requests.length === 100);
});
