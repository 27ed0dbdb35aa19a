import { assert, assertEquals, assertNotEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { loadRun } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { listScorings, runSweep, scoreRun, type ScoreRunOptions, type SweepPlan } from "../../../src/sweep/mod.ts";
import { tempDir } from "../../support/temp_dir.ts";
import { API_KEY, parrotOptions, parrotPlan } from "../_parrot.ts";
import { judgeTable, ledgerOf, startJudged } from "./_judged.ts";

/** Scores a run in a ledger at a path. */
async function score(
  ledgerPath: string,
  { runId, plan, ...options }: Omit<ScoreRunOptions, "ledger"> & { readonly runId: string; readonly plan: SweepPlan },
) {
  await using ledger = await openSqliteLedger(ledgerPath);
  const env = (name: string) => ({ PARROT_KEY: API_KEY })[name];
  return await scoreRun(runId, plan, { ledger, keepNetwork: true, env, ...options });
}

const EXACT = "[score.exact]\nignore_punctuation = true\n";

Deno.test("a run is scored again without a call, the old verdicts stay, and the results show the new ones", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const options = parrotOptions(dir.path);
  const { runId, out, resultsHash } = await runSweep(await parrotPlan(server.baseUrl), options);
  const calls = server.requests.length;
  const plan = await parrotPlan(server.baseUrl, { rest: EXACT });
  const scored = await score(options.ledgerPath, { runId, plan, outRoot: options.outRoot });
  assertEquals([scored.number, scored.isUnchanged, scored.missing.count, scored.out], [2, false, 0, out]);
  assertEquals(scored.scorers, [
    { scorer: "exact", mean: 0, scored: 12, unscored: 0 },
    { scorer: "contains", mean: 1, scored: 12, unscored: 0 },
  ]);
  assertEquals(server.requests.length, calls);

  const { rows, scorings, scores } = await ledgerOf(options.ledgerPath, runId);
  assert(rows.every((row) => !Object.hasOwn(row.scores, "exact") && row.score === 1));
  assertEquals(scorings.map(({ number, scorers }) => [number, scorers]), [
    [1, ["contains"]],
    [2, ["exact", "contains"]],
  ]);
  assertEquals(scores.length, 24);
  for (const source of [out, { ledger: options.ledgerPath, runId }]) {
    const frame = await loadRun(source);
    assertEquals(frame.getColumn("score_exact").toArray(), Array(12).fill(0));
    assertEquals(frame.getColumn("score").toArray(), Array(12).fill(0.5));
  }
  assertStringIncludes((await Deno.readTextFile(`${out}/results.csv`)).split("\n")[0], "score_contains,score_exact");
  const first = await loadRun({ ledger: options.ledgerPath, runId, scoring: 1 });
  assertEquals([first.columns.includes("score_exact"), first.getColumn("score").toArray()], [false, Array(12).fill(1)]);
  const manifest = JSON.parse(await Deno.readTextFile(`${out}/run.json`));
  assertEquals([manifest.results_hash, manifest.scorings.length, manifest.plan_path], [resultsHash, 1, "parrot.toml"]);
  assertNotEquals(manifest.scored_hash, resultsHash);
  assert(/^[0-9a-f]{64}$/.test(manifest.cassette.sha256));
});

Deno.test("nothing is done where nothing has changed, unless it is asked for", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const options = parrotOptions(dir.path);
  const own = await parrotPlan(server.baseUrl);
  const other = await parrotPlan(server.baseUrl, { rest: EXACT });
  const { runId } = await runSweep(own, options);
  const numbers = async (plan: SweepPlan, more: Partial<ScoreRunOptions> = {}) => {
    const { number, isUnchanged } = await score(options.ledgerPath, { runId, plan, ...more });
    return [number, isUnchanged];
  };
  assertEquals(await numbers(own), [1, true]);
  assertEquals(await numbers(other), [2, false]);
  assertEquals(await numbers(other), [2, true]);
  assertEquals(await numbers(other, { again: true }), [3, false]);
  // The newest verdicts are those of another table now.
  assertEquals(await numbers(own), [4, false]);
  assertEquals(await numbers(other, { scorers: ["contains"] }), [4, true]);
  assertEquals(await numbers(other, { scorers: ["exact"] }), [5, false]);
});

Deno.test("answers of cells that were tried again are scored too, in the scoring that there is already", async () => {
  using dir = tempDir();
  let isBroken = true;
  await using server = startJudged(
    undefined,
    ({ messages }) =>
      isBroken && messages[0].content.endsWith("word1")
        ? Response.json({ error: { message: "no such word" } }, { status: 400 })
        : undefined,
  );
  const options = parrotOptions(dir.path);
  const own = await parrotPlan(server.baseUrl);
  const other = await parrotPlan(server.baseUrl, { rest: EXACT });
  const { runId } = await runSweep(own, options);
  const scored = async () => {
    const { number, isUnchanged, scorers } = await score(options.ledgerPath, { runId, plan: other });
    return [number, isUnchanged, scorers[0].scored, scorers[0].unscored];
  };
  assertEquals(await scored(), [2, false, 8, 0]);
  isBroken = false;
  await runSweep(own, { ...options, retryFailed: true });
  assertEquals(await scored(), [2, false, 12, 0]);
  assertEquals(await scored(), [2, true, 12, 0]);
});

Deno.test("answers are found by what was sent where the plan has changed, and those that are not found are named", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(await parrotPlan(server.baseUrl, { prompts: 3 }), options);
  const [first, second] = (await parrotPlan(server.baseUrl, { prompts: 2, rest: EXACT })).samples;
  assertEquals([first.id, second.id], ["p0", "p1"]);
  const { rows } = await ledgerOf(options.ledgerPath, runId);
  const fewer = await parrotPlan(server.baseUrl, { prompts: 2, rest: EXACT });
  const scored = await score(options.ledgerPath, { runId, plan: fewer });
  const gone = rows.filter(({ promptId }) => promptId === "p2").map(({ cellId }) => cellId);
  assertEquals(scored.missing, { count: 4, cells: gone });
  assertEquals(scored.scorers.map(({ scorer, scored, unscored }) => [scorer, scored, unscored]), [
    ["exact", 8, 4],
    ["contains", 8, 4],
  ]);
});

Deno.test("a judge that comes later plays its own tape, or calls where it may, and the models are not asked", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(await parrotPlan(server.baseUrl), options);
  const plan = await parrotPlan(server.baseUrl, { rest: judgeTable(server.baseUrl) });
  const told = server.told.length;
  await assertRejects(() => score(options.ledgerPath, { runId, plan }), UserError, "tape.judge.jsonl");
  const live = await score(options.ledgerPath, { runId, plan, mode: "append", scorers: ["judge"] });
  assertEquals(live.calls, [{ scorer: "judge", calls: 12, costUsd: "0.0024", unscored: 0 }]);
  assertEquals([server.told.length, server.asked.length], [told, 12]);
  const replayed = await score(options.ledgerPath, { runId, plan, scorers: ["judge"], again: true, concurrency: 64 });
  assertEquals([replayed.scorers, replayed.calls], [live.scorers, live.calls]);
  assertNotEquals(replayed.number, live.number);
  assertEquals(server.asked.length, 12);

  const { scores } = await ledgerOf(options.ledgerPath, runId);
  const verdicts = (number: number) =>
    scores.filter((one) => one.number === number).map(({ number: _, at: __, ...rest }) => rest);
  assertEquals(verdicts(replayed.number), verdicts(live.number));
});

Deno.test("a scoring that was cut short is gone on with, and asks nothing twice", async () => {
  using dir = tempDir();
  const controller = new AbortController();
  await using server = startJudged((_, number) => {
    if (number === 5) controller.abort();
    return "Grade: correct";
  });
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(await parrotPlan(server.baseUrl), options);
  const plan = await parrotPlan(server.baseUrl, { rest: judgeTable(server.baseUrl) });
  const given = { runId, plan, mode: "record", concurrency: 1, scorers: ["judge"] } as const;
  await assertRejects(() => score(options.ledgerPath, { ...given, signal: controller.signal }), DOMException);
  const { scorings: [, cut] } = await ledgerOf(options.ledgerPath, runId);
  assertEquals([cut.number, cut.endedAt], [2, null]);
  // Verdicts count once their scoring has ended.
  const before = await loadRun({ ledger: options.ledgerPath, runId });
  assert(!before.columns.includes("score_judge"));
  const whole = await score(options.ledgerPath, given);
  assertEquals([whole.number, whole.scorers[0].scored, server.asked.length], [2, 12, 13]);
});

Deno.test("pairs are compared when a run is scored again, too", async () => {
  using dir = tempDir();
  await using server = startJudged(() => "Grade: FIRST");
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(await parrotPlan(server.baseUrl, { prompts: 1 }), options);
  const rest = `[score.pairwise]
rubric = "Which is better?"
baseline = { temperature = 0 }
endpoint = { key = "acme/judge@bench", base_url = "${server.baseUrl}" }
`;
  const plan = await parrotPlan(server.baseUrl, { prompts: 1, rest });
  const scored = await score(options.ledgerPath, { runId, plan, mode: "record" });
  assertEquals(scored.scorers.map(({ scorer, mean, scored }) => [scorer, mean, scored]), [
    ["contains", 1, 4],
    ["pairwise", 0.5, 2],
  ]);
});

Deno.test("scorings are listed with their means, also those of runs that are older than scorings are", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const options = parrotOptions(dir.path);
  const { runId } = await runSweep(await parrotPlan(server.baseUrl), options);
  await score(options.ledgerPath, {
    runId,
    plan: await parrotPlan(server.baseUrl, { rest: EXACT }),
    scorers: ["exact"],
  });
  await using ledger = await openSqliteLedger(options.ledgerPath);
  const listed = await listScorings(ledger, runId);
  assertEquals(
    listed.map(({ number, scorers }) => [number, ...scorers.map(({ scorer, mean }) => `${scorer} ${mean}`)]),
    [
      [1, "contains 1"],
      [2, "exact 0"],
    ],
  );
  await ledger.startRun({ ...(await ledger.run(runId))!, runId: "old" });
  for await (const row of ledger.attempts(runId)) await ledger.append([{ ...row, runId: "old" }]);
  const [old] = await listScorings(ledger, "old");
  assertEquals([old.number, old.configHash, old.scorers[0].mean], [1, null, 1]);
  await assertRejects(() => listScorings(ledger, "nowhere"), UserError, "no such run");
});

Deno.test("what cannot be scored is said before anything is written", async () => {
  using dir = tempDir();
  await using server = startJudged();
  const options = parrotOptions(dir.path);
  const plan = await parrotPlan(server.baseUrl, { prompts: 1 });
  const { runId } = await runSweep(plan, options);
  await assertRejects(
    () => score(options.ledgerPath, { runId, plan, scorers: ["contain"] }),
    UserError,
    'mean "contains"',
  );
  await assertRejects(() => score(options.ledgerPath, { runId: "run_0", plan }), UserError, "no such run");
  await assertRejects(() => score(options.ledgerPath, { runId, plan: { ...plan, score: {} } }), UserError, "no scorer");
  assertEquals((await ledgerOf(options.ledgerPath, runId)).scorings.length, 1);
});
