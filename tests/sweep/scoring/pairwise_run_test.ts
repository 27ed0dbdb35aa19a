import { assert, assertEquals } from "@std/assert";
import { loadRun } from "../../../src/analysis/mod.ts";
import { runSweep } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { parrotOptions, parrotPlan, streamedAnswer } from "../_parrot.ts";
import { type JudgeAnswers, ledgerOf, quoted, startJudged } from "./_judged.ts";

/** The longer answer is better; of two as long as each other, neither. */
const byLength: JudgeAnswers = (question) => {
  const [first, second] = ["first-answer", "second-answer"].map((name) => quoted(question, name).length);
  return `Grade: ${first === second ? "TIE" : first > second ? "FIRST" : "SECOND"}`;
};

function pairwiseTable(baseUrl: string, baseline = "{ temperature = 0 }"): string {
  return `[score.pairwise]
rubric = "The longer, the better."
baseline = ${baseline}
endpoint = { key = "acme/judge@bench", base_url = "${baseUrl}", price = { input_per_1m_usd = "1", output_per_1m_usd = "10" } }
`;
}

/** Answers that grow with the prompt's number where it is warm; a cold one says what it is told. */
function startWarm(judge: JudgeAnswers) {
  return startJudged(judge, (body) => {
    const text = body.messages.at(-1)!.content;
    const number = Number(/\d+/.exec(text)?.[0]);
    return streamedAnswer(body.temperature === 0 || number === 1 ? text : number === 0 ? `${text} and more` : "word");
  });
}

Deno.test("each answer is compared with that of its baseline, in both orders, once all cells have ended", async () => {
  using dir = tempDir();
  await using server = startWarm(byLength);
  const plan = await parrotPlan(server.baseUrl, { rest: pairwiseTable(server.baseUrl) });
  const options = parrotOptions(dir.path);
  const recorded = await runSweep(plan, options);
  const { rows, scores, scorings } = await ledgerOf(options.ledgerPath, recorded.runId);
  assert(rows.every((row) => !Object.hasOwn(row.scores, "pairwise")));
  const warm = rows.filter(({ axes }) => axes.temperature === 0.5);
  assertEquals(scores.map(({ cellIndex }) => cellIndex), warm.map(({ cellIndex }) => cellIndex));
  const expected: { [prompt: string]: unknown[] } = {
    p0: [1, { answer_first: "win", answer_second: "win" }, 2],
    p1: [0.5, { identical: true }, undefined],
    p2: [0, { answer_first: "loss", answer_second: "loss" }, 2],
  };
  for (const { cellIndex, score, metadata, calls } of scores) {
    assertEquals([score, metadata, calls], expected[rows[cellIndex].promptId]);
  }
  // Two prompts × 2 repeats × 2 orders: what is the same is not asked about.
  assertEquals([server.asked.length, recorded.scoring], [
    8,
    [{ scorer: "pairwise", calls: 8, costUsd: "0.0016", unscored: 0 }],
  ]);
  assert(scorings[0].endedAt !== null);

  for (const concurrency of [1, 8, 64]) {
    const replayed = await runSweep(plan, { ...options, mode: "replay", concurrency });
    assertEquals([replayed.resultsHash, replayed.scoring], [recorded.resultsHash, recorded.scoring]);
  }
  assertEquals(server.asked.length, 8);
});

Deno.test("verdicts of pairs stand in the results, and leave the mean of the scores alone", async () => {
  using dir = tempDir();
  await using server = startWarm(byLength);
  const plan = await parrotPlan(server.baseUrl, { rest: pairwiseTable(server.baseUrl) });
  const options = parrotOptions(dir.path);
  const { out, runId } = await runSweep(plan, options);
  for (const source of [out, { ledger: options.ledgerPath, runId }]) {
    const frame = await loadRun(source);
    const rows = frame.toRecords() as { [column: string]: unknown }[];
    const shown = rows.map((
      { param_temperature, prompt_id, score_pairwise, score_contains, score },
    ) => [param_temperature, prompt_id, score_pairwise, score === score_contains]);
    assertEquals(shown.filter(([temperature, prompt]) => temperature === 0.5 && prompt !== "p1"), [
      [0.5, "p0", 1, true],
      [0.5, "p0", 1, true],
      [0.5, "p2", 0, true],
      [0.5, "p2", 0, true],
    ]);
    assert(shown.filter(([temperature]) => temperature === 0).every(([, , verdict]) => verdict === null));
  }
});

Deno.test("a judge with a bias for a place decides nothing, and both verdicts say why", async () => {
  using dir = tempDir();
  await using server = startWarm(() => "Grade: FIRST");
  const plan = await parrotPlan(server.baseUrl, { prompts: 1, rest: pairwiseTable(server.baseUrl) });
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(plan, options);
  const { scores } = await ledgerOf(options.ledgerPath, runId);
  assertEquals(scores.map(({ score, metadata }) => [score, metadata]), [
    [0.5, { answer_first: "win", answer_second: "loss" }],
    [0.5, { answer_first: "win", answer_second: "loss" }],
  ]);
});

Deno.test("an answer whose baseline has none is not compared", async () => {
  using dir = tempDir();
  await using server = startJudged(
    byLength,
    (body) => body.temperature === 0 ? Response.json({ error: { message: "no" } }, { status: 404 }) : undefined,
  );
  const plan = await parrotPlan(server.baseUrl, { prompts: 1, rest: pairwiseTable(server.baseUrl) });
  const options = parrotOptions(dir.path);
  const { runId, ok, failed } = await runSweep(plan, options);
  const { scores } = await ledgerOf(options.ledgerPath, runId);
  assertEquals([ok, failed], [2, 2]);
  assertEquals(scores.map(({ score, metadata }) => [score, metadata]), [
    [null, { error: "no_baseline" }],
    [null, { error: "no_baseline" }],
  ]);
});

Deno.test("a run that was stopped among its pairs goes on with those that are missing", async () => {
  using dir = tempDir();
  const controller = new AbortController();
  await using server = startWarm((question, number) => {
    if (number === 4) controller.abort();
    return byLength(question, number);
  });
  const plan = await parrotPlan(server.baseUrl, { rest: pairwiseTable(server.baseUrl) });
  const options = parrotOptions(dir.path, { concurrency: 1 });
  const stopped = await runSweep(plan, { ...options, signal: controller.signal });
  assertEquals([stopped.interrupted, stopped.ok], [true, 12]);
  const whole = await runSweep(plan, options);
  assertEquals([whole.runId, whole.interrupted, whole.resumed], [stopped.runId, false, 12]);
  // The one that was cut off is asked about again.
  assertEquals([server.told.length, server.asked.length], [12, 9]);
  const replayed = await runSweep(plan, { ...options, mode: "replay" });
  assertEquals(replayed.resultsHash, whole.resultsHash);
});

Deno.test("a baseline may be another endpoint, and what it does not name stays the same", async () => {
  using dir = tempDir();
  await using server = startJudged(byLength);
  const rest = pairwiseTable(server.baseUrl, '{ endpoint = "acme/parrot@local/q4" }') + `[[endpoints]]
key = "acme/owl@local"
base_url = "${server.baseUrl}"
`;
  const plan = await parrotPlan(server.baseUrl, { prompts: 1, rest });
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(plan, options);
  const { rows, scores } = await ledgerOf(options.ledgerPath, runId);
  const owls = rows.filter(({ endpoint }) => endpoint === "acme/owl@local");
  assertEquals(owls.length, 4);
  assertEquals(
    scores.map(({ cellIndex, metadata }) => [cellIndex, metadata]),
    owls.map(({ cellIndex }) => [
      cellIndex,
      { identical: true },
    ]),
  );
});
