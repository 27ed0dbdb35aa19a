import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { cellDetail } from "../../../src/report/mod.ts";
import { HumanRatings } from "../../../src/sweep/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { cellWorld, CODE, HOSTILE } from "../../support/cell_world.ts";

Deno.test("a cell is known as it was sent and answered, with its recording", async () => {
  using world = await cellWorld();
  await using ledger = world.ledger;
  const detail = await cellDetail(ledger, world.run, 0, { tape: world.tape });
  assertEquals([detail.state, detail.index, detail.tape.state], ["ok", 0, "there"]);
  assertEquals(detail.prompt, {
    messages: [{ role: "system", content: "You are terse." }, { role: "user", content: HOSTILE }],
    parameters: { temperature: 0.2 },
    source: "tape",
  });
  assertEquals([detail.answer?.text, detail.answer?.completion?.text], [HOSTILE, HOSTILE]);
  const [{ row, scope, entry, chunks }] = detail.tries;
  assertEquals([scope, entry?.record.key, entry?.line], ["cell_0/1", row.cassetteKey, 2]);
  assert(chunks.length > 1 && chunks.every(({ bytes }) => bytes > 0));
  assertEquals(chunks.reduce((sum, { bytes }) => sum + bytes, 0), entry?.body.length);
});

Deno.test("reasoning and calls of tools are the answer's too, and parameters come with their tools", async () => {
  using world = await cellWorld();
  await using ledger = world.ledger;
  const coded = await cellDetail(ledger, world.run, 1, { tape: world.tape });
  assertEquals([coded.answer?.text, coded.answer?.completion?.reasoning], [CODE, "Let me think.\nThat is long."]);
  const called = await cellDetail(ledger, world.run, 3, { tape: world.tape });
  assertEquals(called.answer?.completion?.toolCalls.map(({ name, arguments: given }) => [name, given]), [
    ["get_weather", `{"city":"Rome","when":"<now>"}`],
    ["get_weather", "{broken"],
  ]);
  assertEquals(called.prompt?.messages.map(({ role }) => role), ["user", "assistant", "tool"]);
  assertEquals(called.prompt?.parameters.tools?.map(({ name }) => name), ["get_weather"]);
});

Deno.test("each of twenty tries has its own recording, and what is not billed costs nothing", async () => {
  using world = await cellWorld();
  await using ledger = world.ledger;
  const { tries, costUsd, state } = await cellDetail(ledger, world.run, 2, { tape: world.tape });
  assertEquals(tries.map(({ entry }) => entry?.facts.status), [...Array(19).fill(429), 200]);
  assertEquals(new Set(tries.map(({ entry }) => entry?.line)).size, 20);
  assertEquals([state, costUsd], ["ok", "0.0000125"]);
});

Deno.test("a cell that failed has no answer, one that waits has nothing, and no cell is beyond the grid", async () => {
  using world = await cellWorld();
  await using ledger = world.ledger;
  const failed = await cellDetail(ledger, world.run, 4, { tape: world.tape });
  assertEquals([failed.state, failed.answer, failed.tries[0].row.errorMessage], ["failed", null, HOSTILE]);
  const waiting = await cellDetail(ledger, world.run, 5, { tape: world.tape });
  assertEquals(
    [waiting.state, waiting.identity, waiting.prompt, waiting.tries, waiting.costUsd, waiting.scores],
    ["waiting", null, null, [], null, []],
  );
  for (const index of [6, -1, 0.5]) {
    await assertRejects(
      () => cellDetail(ledger, world.run, index, { tape: null }),
      UserError,
      `the run has 6 cells, from 0: current value is ${index}`,
    );
  }
});

Deno.test("a tape that is not there, was lost or is broken leaves what the ledger knows", async () => {
  using world = await cellWorld();
  await using ledger = world.ledger;
  const without = await cellDetail(ledger, world.run, 1, { tape: null });
  assertEquals([without.tape, without.prompt, without.answer], [
    { path: null, state: "none", problem: null },
    null,
    { text: CODE, finishReason: "stop", completion: null },
  ]);
  const path = `${world.folder}/other.jsonl`;
  assertEquals((await cellDetail(ledger, world.run, 1, { tape: path })).tape.state, "lost");
  await Deno.writeTextFile(path, "no tape\n");
  const broken = await cellDetail(ledger, world.run, 1, { tape: path });
  assertEquals([broken.tape.state, broken.answer?.text], ["unreadable", CODE]);
  const lines = (await Deno.readTextFile(world.tape)).split("\n");
  await Deno.writeTextFile(path, lines.filter((line) => !line.includes('"cell_1/1"')).join("\n"));
  const lost = await cellDetail(ledger, world.run, 1, { tape: path });
  assertEquals([lost.tape.state, lost.tries[0].entry, lost.prompt], ["there", null, null]);
});

Deno.test("verdicts come with those that later ones have taken the place of, and ratings with who gave them", async () => {
  using world = await cellWorld();
  await using ledger = world.ledger;
  const at = "2026-11-21T10:00:00.000Z";
  const scoring = { runId: world.run.runId, number: 2, scorers: ["exact"], config: {}, configHash: "c" };
  await ledger.startScoring({ ...scoring, createdAt: at, endedAt: at });
  await ledger.appendScores([
    { runId: world.run.runId, number: 2, cellIndex: 0, name: "exact", score: 0.5, metadata: { found: ["x"] }, at },
    { runId: world.run.runId, number: 2, cellIndex: 1, name: "exact", score: 0.1, at },
  ]);
  const ratings = await HumanRatings.open(ledger, world.run.runId, { now: () => at });
  await ratings.rateAll([{ cellIndex: 0, rater: "ann", score: 1 }, { cellIndex: 1, rater: "bob", score: 0 }]);
  const { scores, score, ratings: given } = await cellDetail(ledger, world.run, 0, { tape: null });
  assertEquals(scores.map(({ name, score, scoring, counts }) => [name, score, scoring, counts]), [
    ["exact", 0, 1, false],
    ["exact", 0.5, 2, true],
    ["human", 1, 3, true],
  ]);
  assertEquals(scores[1].metadata, { found: ["x"] });
  assertEquals([score, given], [0.75, [{ rater: "ann", score: 1, at }]]);
});

Deno.test("a scorer that has more to say than a number is told of once, with what it says", async () => {
  using world = await cellWorld();
  await using ledger = world.ledger;
  const at = "2026-11-21T10:00:00.000Z";
  const { runId } = world.run;
  const own = { runId, number: 1, scorers: ["exact"], config: {}, configHash: "c", createdAt: at, endedAt: at };
  await ledger.startScoring(own);
  const metadata = { found: ["5"] };
  await ledger.appendScores([{ runId, number: 1, cellIndex: 0, name: "exact", score: 0, metadata, at }]);
  const { scores } = await cellDetail(ledger, world.run, 0, { tape: null });
  assertEquals(scores, [{ name: "exact", score: 0, metadata, at, scoring: 1, counts: true }]);
});

Deno.test("why its endpoint was chosen and what was decided about it are the cell's own", async () => {
  using world = await cellWorld();
  await using ledger = world.ledger;
  const audit = {
    id: "route_1",
    at: "2026-11-21T10:00:00.000Z",
    model: "acme/one",
    policy: "cost",
    needs: {},
    candidates: [],
    rejected: [],
    chosen: "acme/one@box",
    why: "the cheapest",
    origin: "policy",
  } as const;
  const outcome = { answered: "acme/one@box", failed: [] };
  const { runId } = world.run;
  await ledger.appendRoutes([
    { runId, scope: "cell_0", audit, outcome },
    { runId, scope: "cell_1", audit, outcome },
    { runId: null, scope: "cell_0", audit, outcome },
  ]);
  const decision = { kind: "decision", run: runId, at: audit.at, choice: true, reason: "again" };
  const lines = [["cell_0", "again/1"], ["cell_00", "again/1"], ["cell_0/again/2", "x"], ["prices", "acme/one@box"]]
    .map(([scope, name], i) => JSON.stringify({ key: `key_${String(i).padStart(32, "0")}`, ...decision, scope, name }));
  await Deno.writeTextFile(world.tape, `${lines.join("\n")}\n`, { append: true });
  const { routes, decisions } = await cellDetail(ledger, world.run, 0, { tape: world.tape });
  assertEquals(routes.map((route) => [route.runId, route.scope]), [[runId, "cell_0"]]);
  assertEquals(decisions.map(({ record: { scope, name } }) => [scope, name]), [
    ["cell_0", "again/1"],
    ["cell_0/again/2", "x"],
  ]);
});

Deno.test("a cell is read without the rows of others, however many there are", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 2000 });
  await ledger.startRun(run);
  await ledger.append([...makeAttempts({ cells: 2000, seed: "2" })]);
  let read = 0;
  const watched = new Proxy(ledger, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (name !== "attempts" && name !== "scores" && name !== "cellTries") {
        return typeof value === "function" ? value.bind(target) : value;
      }
      return async function* (...given: unknown[]) {
        for await (const row of value.apply(target, given)) {
          read++;
          yield row;
        }
      };
    },
  });
  const { tries, identity } = await cellDetail(watched, run, 1234, { tape: null });
  assertEquals([identity?.cellId, tries.length, read], ["cell_1234", read, read]);
  assert(read <= 2);
});

Deno.test("where the cost of one try is unknown, that of the cell is", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  const run = makeRun({ cells: 1 });
  await ledger.startRun(run);
  await ledger.append([makeAttempt({ final: false, costUsd: null }), makeAttempt({ try: 2 })]);
  assertEquals((await cellDetail(ledger, run, 0, { tape: null })).costUsd, null);
});
