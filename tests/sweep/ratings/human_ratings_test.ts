import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { UserError } from "../../../src/base/mod.ts";
import { openSqliteLedger } from "../../../src/ledger/mod.ts";
import { HumanRatings, rateAnswer } from "../../../src/sweep/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { collect } from "../../support/iterate.ts";
import { tempDir } from "../../support/temp_dir.ts";

const AT = "2026-11-21T10:00:00.000Z";
const now = () => AT;

async function ratedRun(path = ":memory:") {
  const ledger = await openSqliteLedger(path);
  await ledger.startRun(makeRun());
  await ledger.append([
    makeAttempt(),
    makeAttempt({ cellIndex: 1 }),
    makeAttempt({ cellIndex: 2, status: "failed", output: null }),
    makeAttempt({ cellIndex: 3, final: false }),
  ]);
  return ledger;
}

Deno.test("two sessions that rate the same answer keep each other's ratings, and one scoring", async () => {
  using folder = tempDir();
  await using ledger = await ratedRun(join(folder.path, "ledger.sqlite"));
  await using other = await openSqliteLedger(join(folder.path, "ledger.sqlite"));
  const ann = await HumanRatings.open(ledger, "run_1", { now });
  const bob = await HumanRatings.open(other, "run_1", { now });
  await Promise.all([ann.rate(0, { rater: "ann", score: 1 }), bob.rate(0, { rater: "bob", score: 0 })]);
  await ann.rate(0, { rater: "ann", score: 0.5 });
  assertEquals((await ledger.scorings("run_1")).map(({ number }) => number), [2]);
  const [row] = await collect(ledger.scores("run_1", 2));
  assertEquals(row.score, 0.25);
  assertEquals(ann.of(0).map(({ rater, score }) => [rater, score]).sort(), [["ann", 0.5], ["bob", 0]]);
});

Deno.test("an answer is rated by itself, and whoever rates it again changes their own rating", async () => {
  await using ledger = await ratedRun();
  await rateAnswer(ledger, "run_1", { cellIndex: 1, rater: "bob", score: 0, now });
  await rateAnswer(ledger, "run_1", { cellIndex: 0, rater: " ann ", score: 0.25, note: " so so ", now });
  const ratings = await rateAnswer(ledger, "run_1", { cellIndex: 0, rater: "ann", score: 1, now });
  assertEquals(ratings, [{ rater: "ann", score: 1, at: AT }]);
  const rows = await collect(ledger.scores("run_1", 2));
  assertEquals(rows.map(({ cellIndex, name, score }) => [cellIndex, name, score]), [[0, "human", 1], [1, "human", 0]]);
});

Deno.test("what is no answer, no score or nobody's is not rated", async () => {
  await using ledger = await ratedRun();
  const rate = (change: object) =>
    rateAnswer(ledger, "run_1", { cellIndex: 0, rater: "ann", score: 1, now, ...change });
  for (const cellIndex of [2, 3, 4]) {
    await assertRejects(() => rate({ cellIndex }), UserError, "the cell has no answer");
  }
  for (const score of [-0.1, 1.1, NaN]) await assertRejects(() => rate({ score }), UserError, "from 0 to 1");
  for (const rater of ["", "  ", "a".repeat(101)]) {
    await assertRejects(() => rate({ rater }), UserError, "must be named");
  }
  await assertRejects(() => rate({ note: "x".repeat(4001) }), UserError, "a note has up to");
  assertEquals(await ledger.scorings("run_1"), []);
});
