import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { openSqliteLedger } from "../../src/ledger/mod.ts";
import { laterScorers, scoredAttempts } from "../../src/scoring/mod.ts";
import type { JsonObject, Ledger } from "../../src/spec/mod.ts";
import { makeAttempt, makeAttempts, makeRun } from "../support/attempts.ts";
import { collect } from "../support/iterate.ts";

const AT = "2026-11-21T00:00:00.000Z";

/** A run of three answers, of which the second one was tried twice and the last one failed for good. */
async function runIn(ledger: Ledger): Promise<void> {
  await ledger.startRun(makeRun());
  const failed = { status: "failed", score: null, scores: {}, output: null } as const;
  await ledger.append([
    makeAttempt({ cellIndex: 0 }),
    makeAttempt({ cellIndex: 1, final: false, ...failed }),
    makeAttempt({ cellIndex: 1, try: 2, scores: { exact: 0 }, score: 0 }),
    makeAttempt({ cellIndex: 2, ...failed }),
  ]);
}

interface Given {
  readonly scores: { readonly [scorer: string]: readonly (number | null | undefined)[] };
  readonly config?: JsonObject;
  readonly isCut?: boolean;
}

/** A scoring with the verdicts of its scorers, cell by cell. */
async function scoring(ledger: Ledger, number: number, { scores, config = {}, isCut = false }: Given): Promise<void> {
  const record = { runId: "run_1", number, scorers: Object.keys(scores), config, configHash: `scoring_${number}` };
  await ledger.startScoring({ ...record, createdAt: AT, endedAt: isCut ? null : AT });
  await ledger.appendScores(
    Object.entries(scores).flatMap(([name, all]) =>
      all.flatMap((score, cellIndex) =>
        score === undefined ? [] : [{ runId: "run_1", number, cellIndex, name, score, at: AT }]
      )
    ),
  );
}

/** The verdicts that are shown, row by row, with their mean. */
async function shown(ledger: Ledger, scoring?: number) {
  const rows = await collect(scoredAttempts(ledger, "run_1", scoring === undefined ? {} : { scoring }));
  return rows.map(({ scores, score }) => [scores, score]);
}

Deno.test("a run that was never scored again comes as it is", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await ledger.startRun(makeRun());
  const rows = [...makeAttempts({ cells: 300, seed: "as it is" })];
  await ledger.append(rows);
  assertEquals(await collect(scoredAttempts(ledger, "run_1")), rows);
  await scoring(ledger, 1, { scores: { exact: [], contains: [] } });
  assertEquals(await collect(scoredAttempts(ledger, "run_1")), rows);
  assertEquals(await laterScorers(ledger, "run_1"), ["exact", "contains"]);
});

Deno.test("of each scorer the newest scoring that has ended counts, and answers alone are scored", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await runIn(ledger);
  await scoring(ledger, 1, { scores: { exact: [] } });
  await scoring(ledger, 2, { scores: { judge: [0.5, 0.25], exact: [0, 1] } });
  await scoring(ledger, 3, { scores: { judge: [1, null] } });
  await scoring(ledger, 4, { scores: { judge: [0, 0] }, isCut: true });
  assertEquals(await shown(ledger), [
    [{ exact: 0, judge: 1 }, 0.5],
    [{}, null],
    [{ exact: 1, judge: null }, 1],
    [{}, null],
  ]);
});

Deno.test("a column has the verdicts of one scoring, also where it says nothing and an older one did", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await runIn(ledger);
  await scoring(ledger, 1, { scores: { exact: [] } });
  await scoring(ledger, 2, { scores: { exact: [undefined, 1] } });
  assertEquals((await shown(ledger))[0], [{ exact: null }, null]);
});

Deno.test("a scoring that is named shows its own verdicts and no others", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await runIn(ledger);
  await scoring(ledger, 1, { scores: { exact: [] } });
  await scoring(ledger, 2, { scores: { judge: [0.5, 0.25] } });
  await scoring(ledger, 3, { scores: { judge: [0, 0] }, isCut: true });
  assertEquals((await shown(ledger, 1))[0], [{ exact: 1 }, 1]);
  assertEquals((await shown(ledger, 2))[0], [{ judge: 0.5 }, 0.5]);
  assertEquals((await shown(ledger, 3))[0], [{ judge: 0 }, 0]);
  await assertRejects(() => shown(ledger, 7), RangeError, "current value is 7");
});

Deno.test("weights are those of the newest table, and pairs count only where they have one", async () => {
  await using ledger = await openSqliteLedger(":memory:");
  await runIn(ledger);
  await scoring(ledger, 1, { scores: { exact: [], pairwise: [0] }, config: { pairwise: { rubric: "?" } } });
  assertEquals((await shown(ledger))[0], [{ exact: 1, pairwise: 0 }, 1]);
  await scoring(ledger, 2, { scores: { judge: [0] }, config: { weights: { judge: 3 } } });
  assertEquals((await shown(ledger))[0], [{ exact: 1, pairwise: 0, judge: 0 }, 0.25]);
  const named = { named: { duel: { kind: "pairwise" } }, weights: { duel: 1, judge: 0 } };
  await scoring(ledger, 3, { scores: { duel: [0] }, config: named });
  assertEquals((await shown(ledger))[0], [{ exact: 1, pairwise: 0, judge: 0, duel: 0 }, 0.5]);
});

Deno.test("whatever scorings there are, each verdict is that of the newest one with its scorer", async () => {
  const scorers = ["a", "b", "c"];
  const given = fc.array(
    fc.record({
      scorers: fc.subarray(scorers, { minLength: 1 }),
      isCut: fc.boolean(),
      cells: fc.uniqueArray(fc.nat(40), { maxLength: 20 }),
    }),
    { maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(given, async (scorings) => {
      await using ledger = await openSqliteLedger(":memory:");
      await ledger.startRun(makeRun());
      await ledger.append(Array.from({ length: 41 }, (_, cellIndex) => makeAttempt({ cellIndex, scores: { a: 1 } })));
      for (const [i, { scorers, isCut, cells }] of scorings.entries()) {
        const verdicts = Array.from({ length: 41 }, (_, cell) => cells.includes(cell) ? (i + 1) / 10 : undefined);
        await scoring(ledger, i + 2, { isCut, scores: Object.fromEntries(scorers.map((name) => [name, verdicts])) });
      }
      const rows = await collect(scoredAttempts(ledger, "run_1"));
      for (const { cellIndex, scores } of rows) {
        const expected: { [scorer: string]: number | null } = { a: 1 };
        scorings.forEach(({ scorers, isCut, cells }, i) => {
          if (isCut) return;
          for (const scorer of scorers) expected[scorer] = cells.includes(cellIndex) ? (i + 1) / 10 : null;
        });
        assertEquals(scores, expected);
      }
    }),
    { numRuns: 40 },
  );
});
