import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { runSweep } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan } from "../_parrot.ts";
import { judgeTable, ledgerOf, plainAnswer, startJudged } from "./_judged.ts";

Deno.test("a judge looks at every answer, its verdicts stand in the rows, and its cost apart from theirs", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const plan = await parrotPlan(server.baseUrl, { rest: judgeTable(server.baseUrl) });
  const options = parrotOptions(dir.path);
  const summary = await runSweep(plan, options);
  assertEquals([server.told.length, server.asked.length], [12, 12]);
  // 12 × (10 × 1 + 5 × 2) millionths of a dollar for the cells, 12 × (100 × 1 + 10 × 10) for the judge.
  assertEquals(summary.costUsd, "0.00024");
  assertEquals(summary.scoring, [{ scorer: "judge", calls: 12, costUsd: "0.0024", unscored: 0 }]);

  const { rows, scorings, scores } = await ledgerOf(options.ledgerPath, summary.runId);
  assertEquals(rows.map(({ scores: { judge } }) => judge), rows.map(({ output }) => output!.includes("0") ? 1 : 0));
  assertEquals(rows[0].score, 1);
  assertEquals(scorings.map(({ number, scorers }) => [number, scorers]), [[1, ["contains", "judge"]]]);
  assert(scorings[0].endedAt !== null);
  assertEquals(scores.length, 12);
  const { at: _, ...first } = scores[0];
  assertEquals(first, {
    runId: summary.runId,
    number: 1,
    cellIndex: 0,
    name: "judge",
    score: 1,
    metadata: { grade: "correct", reason: "It has a zero." },
    costUsd: "0.0002",
    calls: 1,
  });
  const csv = await Deno.readTextFile(`${summary.out}/results.csv`);
  assertStringIncludes(csv.split("\n")[0], "score_contains,score_judge,score,");
});

Deno.test("the calls of a judge are on a tape of its own, and a replay makes the same rows without a call", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const plan = await parrotPlan(server.baseUrl, { rest: judgeTable(server.baseUrl) });
  const options = parrotOptions(dir.path);
  const recorded = await runSweep(plan, options);
  const tape = await Deno.readTextFile(`${dir.path}/tape.jsonl`);
  const judges = await Deno.readTextFile(`${dir.path}/tape.judge.jsonl`);
  assert(!tape.includes("You grade answers") && judges.includes("You grade answers"));
  assert(/"scope":"cell_[\w-]+\/judge\/1\/1"/.test(judges), judges.slice(0, 2000));
  const verdicts = async (runId: string) =>
    (await ledgerOf(options.ledgerPath, runId)).scores.map(({ runId: _, at: __, ...score }) => JSON.stringify(score));
  for (const concurrency of [1, 8, 64]) {
    const replayed = await runSweep(plan, { ...options, mode: "replay", concurrency });
    assertEquals(replayed.resultsHash, recorded.resultsHash);
    assertEquals(replayed.scoring, recorded.scoring);
    assertEquals(await verdicts(replayed.runId), await verdicts(recorded.runId));
  }
  assertEquals(server.asked.length, 12);
});

Deno.test("a replay without the judge's tape says so, and append records what is missing", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const plain = await parrotPlan(server.baseUrl);
  const options = parrotOptions(dir.path);
  await runSweep(plain, options);
  const judged = await parrotPlan(server.baseUrl, { rest: judgeTable(server.baseUrl) });
  const error = await assertRejects(() => runSweep(judged, { ...options, mode: "replay" }), UserError);
  assertStringIncludes(error.message, "tape.judge.jsonl");
  const { scoring } = await runSweep(judged, { ...options, mode: "append" });
  assertEquals([scoring[0].calls, server.told.length, server.asked.length], [12, 12, 12]);
  await runSweep(judged, { ...options, mode: "append", fresh: true });
  assertEquals(server.asked.length, 12);
});

Deno.test("a judge that fails costs its verdict and not the cell, and a person is told", async () => {
  using dir = tempDir();
  const refusal = () =>
    Response.json({ error: { message: "No such model", code: "model_not_found" } }, { status: 404 });
  await using server = startJudged((_, number) => number % 2 === 0 ? refusal() : "I cannot say.");
  const plan = await parrotPlan(server.baseUrl, { prompts: 1, rest: judgeTable(server.baseUrl) });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const { runId, ok, scoring } = await runSweep(plan, options);
  assertEquals([ok, scoring], [4, [{ scorer: "judge", calls: 8, costUsd: "0.0008", unscored: 4 }]]);
  const { rows, scores } = await ledgerOf(options.ledgerPath, runId);
  assert(rows.every(({ scores: { judge, contains }, score }) => judge === null && contains === 1 && score === 1));
  assert(scores.every(({ metadata }) => metadata?.error === "not_found"));
});

Deno.test("what is limited is tried again, as any call", async () => {
  using dir = tempDir();
  await using server = startJudged((_, number) =>
    number === 1 ? new Response("{}", { status: 429, headers: { "retry-after": "0" } }) : "Grade: correct"
  );
  const plan = await parrotPlan(server.baseUrl, { prompts: 1, rest: judgeTable(server.baseUrl) });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const recorded = await runSweep(plan, options);
  assertEquals([server.asked.length, recorded.scoring[0].calls, recorded.scoring[0].unscored], [5, 4, 0]);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals([replayed.scoring, replayed.resultsHash], [recorded.scoring, recorded.resultsHash]);
});

Deno.test("a cell that failed is not judged, and of several tries only the answer is", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const plan = await parrotPlan("http://127.0.0.1:1/v1", {
    prompts: 1,
    run: "max_tries = 1",
    rest: judgeTable(server.baseUrl),
  });
  const { failed, scoring } = await runSweep(plan, parrotOptions(dir.path));
  assertEquals([failed, scoring, server.asked.length], [4, [], 0]);
});

Deno.test("judges have their own tapes, parameters and limits, and a panel is several", async () => {
  using dir = tempDir();
  let [now, most] = [0, 0];
  await using server = startJudged(async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    now--;
    return plainAnswer("Grade: partly");
  });
  const rest = judgeTable(server.baseUrl, {
    name: "strict",
    more:
      'kind = "judge"\ncassette = "strict.jsonl"\nconcurrency = 2\nparameters = { temperature = 0.25, max_tokens = 77 }',
  }) + `[score.panel]
kind = "judge"
rubric = "Is it kind?"
endpoints = ["acme/parrot@local/q4", { key = "acme/other@bench", base_url = "${server.baseUrl}" }]
`;
  const plan = { ...await parrotPlan(server.baseUrl, { prompts: 1, rest }), path: `${dir.path}/plan.toml` };
  const options = parrotOptions(dir.path, { concurrency: 4 });
  const { runId, scoring } = await runSweep(plan, options);
  assertEquals(scoring.map(({ scorer, calls }) => [scorer, calls]), [["panel", 8], ["strict", 4]]);
  const strict = server.asked.filter(({ messages }) => messages[0].content.includes("zero"));
  assert(strict.every((body) => body.temperature === 0.25 && (body as { max_tokens?: number }).max_tokens === 77));
  assertEquals(strict.length, 4);
  assert((await Deno.readTextFile(`${dir.path}/strict.jsonl`)).includes("strict/1/1"));
  assert((await Deno.readTextFile(`${dir.path}/tape.panel.jsonl`)).includes("panel/2/1"));
  const { scores } = await ledgerOf(options.ledgerPath, runId);
  const panel = scores.find(({ name }) => name === "panel")!;
  assertEquals([panel.score, panel.metadata?.agreement, panel.costUsd], [0.5, 1, null]);
  assert(most <= 4 + 2 + 4);
});

Deno.test("a judge is paid by the run's budget, and what was recorded is not paid twice", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const bounded = judgeTable(server.baseUrl, { more: "parameters = { max_tokens = 50 }" });
  const rest = `[parameters]\nmax_tokens = 50\n[budget]\nrequests = 5\n${bounded}`;
  const plan = await parrotPlan(server.baseUrl, { prompts: 1, rest });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const stopped = await runSweep(plan, options);
  assertEquals([stopped.interrupted, server.requests.length], [true, 5]);
  const whole = await runSweep(plan, { ...options, runBudget: { requests: 8 } });
  assertEquals([whole.runId, whole.interrupted, whole.ok], [stopped.runId, false, 4]);
  assertEquals([server.told.length, server.asked.length], [4, 4]);
  assertEquals(whole.scoring, [{ scorer: "judge", calls: 4, costUsd: "0.0008", unscored: 0 }]);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals(replayed.resultsHash, whole.resultsHash);
});

Deno.test("what ends the run while a judge is asked is no verdict of it", async () => {
  using dir = tempDir();
  const controller = new AbortController();
  await using server = startJudged((_, number) => {
    if (number === 3) controller.abort();
    return "Grade: correct";
  });
  const plan = await parrotPlan(server.baseUrl, { rest: judgeTable(server.baseUrl) });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const stopped = await runSweep(plan, { ...options, signal: controller.signal });
  assertEquals([stopped.interrupted, stopped.ok, stopped.scoring[0].unscored], [true, 2, 0]);
  const whole = await runSweep(plan, options);
  assertEquals([whole.runId, whole.ok, whole.scoring[0].calls], [stopped.runId, 12, 12]);
  // The answer of the third cell is on the tape: only its judge is asked again.
  assertEquals([server.told.length, server.asked.length], [12, 13]);
});
