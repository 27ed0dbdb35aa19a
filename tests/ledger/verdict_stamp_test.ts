import { assertEquals, assertNotEquals } from "@std/assert";
import { openSqliteLedger, verdictStamp } from "../../src/ledger/mod.ts";
import { makeRun } from "../support/attempts.ts";

const SCORING = {
  runId: "run_1",
  scorers: ["human"],
  config: {},
  configHash: "score_1",
  createdAt: "2026-01-01T00:00:00.000Z",
  endedAt: "2026-01-01T00:00:00.000Z",
} as const;

Deno.test("a stamp changes with a new scoring, its end and each rating by hand, and with nothing else", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const stamps = [await verdictStamp(ledger, "run_1")];
  const next = async () => stamps.push(await verdictStamp(ledger, "run_1"));
  await ledger.startScoring({ ...SCORING, number: 1 });
  await next();
  await ledger.startScoring({ ...SCORING, number: 2, scorers: ["exact"], endedAt: null });
  await next();
  await ledger.endScoring("run_1", 2, "2026-01-02T00:00:00.000Z");
  await next();
  const rating = { runId: "run_1", number: 1, cellIndex: 0, name: "human", score: 1 };
  await ledger.appendScores([{ ...rating, at: "2026-01-03T00:00:00.000Z" }]);
  await next();
  await ledger.appendScores([{ ...rating, score: 0, at: "2026-01-04T00:00:00.000Z" }]);
  await next();
  assertEquals(new Set(stamps).size, stamps.length);
  assertNotEquals(stamps.at(-1), stamps[0]);
  await next();
  assertEquals(stamps.at(-1), stamps.at(-2));
});
