import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import type { JsonObject, ScoreRow, ScoringRecord } from "../../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { collect } from "../../support/iterate.ts";
import type { LedgerTest } from "./ledger_contract.ts";

function scoring(change: Partial<ScoringRecord> = {}): ScoringRecord {
  return {
    runId: "run_1",
    number: 2,
    scorers: ["judge", "exact"],
    config: { judge: { rubric: "Is it\0right?", zeta: 1, alpha: 2 } },
    configHash: "scoring_1",
    createdAt: "2026-01-02T03:04:05.000Z",
    endedAt: null,
    ...change,
  };
}

function verdict(change: Partial<ScoreRow> = {}): ScoreRow {
  return {
    runId: "run_1",
    number: 2,
    cellIndex: 0,
    name: "exact",
    score: 1,
    at: "2026-01-02T03:04:06.000Z",
    ...change,
  };
}

/** What every ledger does with scorings, their verdicts, and cells that are tried again. */
export const SCORINGS: readonly LedgerTest[] = [
  ["scorings come back by their numbers, and end", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await ledger.startScoring(scoring({ number: 3, scorers: [], config: {} }));
    await ledger.startScoring(scoring());
    await ledger.endScoring("run_1", 2, "2026-01-02T04:00:00.000Z");
    assertEquals(await ledger.scorings("run_1"), [
      scoring({ endedAt: "2026-01-02T04:00:00.000Z" }),
      scoring({ number: 3, scorers: [], config: {} }),
    ]);
    assertEquals(await ledger.scorings("run_2"), []);
  }],

  ["a scoring is started once, of a run that is there, and only what was started ends", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await ledger.startScoring(scoring());
    await assertRejects(() => ledger.startScoring(scoring({ configHash: "other" })), Error);
    await assertRejects(() => ledger.startScoring(scoring({ runId: "run_9" })), Error);
    await assertRejects(() => ledger.endScoring("run_1", 7, "2026-01-02T04:00:00.000Z"), Error, "current value is 7");
    assertEquals((await ledger.scorings("run_1")).map(({ configHash }) => configHash), ["scoring_1"]);
  }],

  ["a verdict that is given again replaces the one before, also within one batch", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await ledger.startScoring(scoring());
    await ledger.appendScores([
      verdict({ score: 0 }),
      verdict({ score: 0.25 }),
      verdict({ name: "judge", score: null }),
    ]);
    assertEquals((await collect(ledger.scores("run_1", 2))).map(({ score }) => score), [0.25, null]);
    await ledger.appendScores([verdict({ score: 0.5, metadata: { why: "b" }, calls: 2, costUsd: null })]);
    assertEquals(await collect(ledger.scores("run_1", 2)), [
      verdict({ score: 0.5, metadata: { why: "b" }, calls: 2, costUsd: null }),
      verdict({ name: "judge", score: null }),
    ]);
    await ledger.appendScores([]);
  }],

  ["any verdicts come back as they went in, by cell and scorer, in any number of pages", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const names = ["Zeta", "alpha", "é", "a b", "_"];
    const row = fc.record({
      cellIndex: fc.nat(2000),
      name: fc.constantFrom(...names),
      score: fc.option(fc.double({ min: 0, max: 1, noNaN: true }).map((score) => score === 0 ? 0 : score), {
        nil: null,
      }),
      metadata: fc.option(fc.dictionary(fc.string(), fc.constantFrom<JsonObject>({ b: 1, a: "\0" })), {
        nil: undefined,
      }),
    });
    const unique = {
      minLength: 0,
      maxLength: 3000,
      selector: (one: { cellIndex: number; name: string }) => `${one.cellIndex} ${one.name}`,
    };
    let number = 1;
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(row, unique), async (given) => {
        const own = number++;
        await ledger.startScoring(scoring({ number: own }));
        const rows = given.map(({ metadata, ...one }) =>
          verdict({ ...one, number: own, ...(metadata && { metadata }) })
        );
        await ledger.appendScores(rows);
        const byBytes = (a: string, b: string) => a < b ? -1 : 1;
        assertEquals(
          await collect(ledger.scores("run_1", own)),
          rows.toSorted((a, b) => a.cellIndex - b.cellIndex || byBytes(a.name, b.name)),
        );
      }),
      { numRuns: 12 },
    );
  }],

  ["cells that are taken back have not ended until a new try ends them", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await ledger.append([0, 1, 2].map((cellIndex) => makeAttempt({ cellIndex, status: "failed" })));
    await ledger.reopenCells("run_1", [2, 0, 9]);
    assertEquals(await collect(ledger.finishedCells("run_1")), [1]);
    await ledger.append([makeAttempt({ cellIndex: 2, try: 2 })]);
    assertEquals(await collect(ledger.finishedCells("run_1")), [1, 2]);
    assertEquals((await collect(ledger.attempts("run_1"))).map((row) => [row.cellIndex, row.try, row.final]), [
      [0, 1, false],
      [1, 1, true],
      [2, 1, false],
      [2, 2, true],
    ]);
    await ledger.reopenCells("run_1", []);
  }],
];
