import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { type CostGrouping, costTotals, modelUse, sumCosts } from "../../../src/ledger/mod.ts";
import type { Attempt, Ledger, ScoreRow } from "../../../src/spec/mod.ts";
import { arbitraryAttempt } from "../../support/arbitrary_attempt.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { collect } from "../../support/iterate.ts";
import type { LedgerTest } from "./ledger_contract.ts";

const PAID: Partial<Attempt> = {
  runId: "run_1",
  endpoint: "m/a@box",
  model: "m/a",
  provider: "box",
  source: "live",
  billed: true,
  httpStatus: 200,
  costUsd: "0.1",
  inputTokens: 10,
  outputTokens: 5,
  startedAt: "2026-01-01T10:00:00.000Z",
};

async function append(ledger: Ledger, rows: readonly Partial<Attempt>[], from = 0): Promise<void> {
  await ledger.append(rows.map((row, i) => makeAttempt({ ...PAID, cellIndex: from + i, try: 1, ...row })));
}

async function ledgerOf(open: () => Promise<Ledger>, rows: readonly Partial<Attempt>[]): Promise<Ledger> {
  const ledger = await open();
  await ledger.startRun(makeRun());
  await append(ledger, rows);
  return ledger;
}

/** What every ledger says of what was paid. */
export const COSTS: readonly LedgerTest[] = [
  ["costs are summed exactly by day, run and endpoint, and what was replayed stands apart", async (open) => {
    await using ledger = await ledgerOf(open, [
      {},
      { costUsd: "0.2000000000000000000000001" },
      { costUsd: null },
      { costUsd: null, httpStatus: 429, billed: false },
      { source: "replay", billed: false, costUsd: "3" },
      { startedAt: "2026-01-02T00:00:00.000Z" },
    ]);
    const groups = await collect(ledger.costs());
    const places = { runId: "run_1", endpoint: "m/a@box", model: "m/a", provider: "box" };
    assertEquals(groups.sort((a, b) => a.day < b.day ? -1 : 1), [
      {
        ...places,
        day: "2026-01-01",
        tries: 5,
        billed: 3,
        replayed: 1,
        known: 2,
        unknown: 1,
        costUsd: "0.3000000000000000000000001",
        savedUsd: "3",
        inputTokens: 30,
        outputTokens: 15,
      },
      {
        ...places,
        day: "2026-01-02",
        tries: 1,
        billed: 1,
        replayed: 0,
        known: 1,
        unknown: 0,
        costUsd: "0.1",
        savedUsd: "0",
        inputTokens: 10,
        outputTokens: 5,
      },
    ]);
  }],

  [
    "costs since a time leave out what was before, and those that came since the last question are there",
    async (open) => {
      await using ledger = await ledgerOf(open, [{}, { startedAt: "2026-01-01T10:00:00.001Z" }]);
      const paid = async (since?: string) =>
        (await sumCosts(ledger.costs(since === undefined ? {} : { since }), "run")).total.costUsd;
      assertEquals([await paid(), await paid("2026-01-01T10:00:00.001Z")], ["0.2", "0.1"]);
      await append(ledger, [{}, {}], 2);
      assertEquals([await paid(), await paid(), await paid("2026-01-01T10:00:00.001Z")], ["0.4", "0.4", "0.1"]);
      const [a, b] = await Promise.all([paid(), paid()]);
      assertEquals([a, b], ["0.4", "0.4"]);
    },
  ],

  ["costs in a ledger are those of its rows one by one, whatever stands in them", async (open) => {
    const by = fc.constantFrom<CostGrouping>("provider", "model", "endpoint", "run", "day");
    const row = fc.tuple(arbitraryAttempt, fc.constantFrom("live", "replay", "resumed"), fc.constantFrom("a", "b"))
      .map(([attempt, source, provider]) => ({ ...attempt, source, provider }));
    const rows = fc.array(row, { maxLength: 12 }).map((all) =>
      all.map((one, cellIndex) => ({ ...one, cellIndex, cellId: `cell_${cellIndex}`, try: 1, runId: "run_1" }))
    );
    await fc.assert(
      fc.asyncProperty(rows, by, async (attempts, grouping) => {
        await using ledger = await open();
        await ledger.startRun(makeRun());
        await ledger.append(attempts as Attempt[]);
        assertEquals(
          await sumCosts(ledger.costs(), grouping),
          await costTotals(ledger.attempts("run_1"), grouping),
        );
      }),
      { numRuns: 15 },
    );
  }],

  [
    "what was given up before any answer is counted among the unknown costs, what reached nobody is not",
    async (open) => {
      const unanswered = {
        costUsd: null,
        costSource: null,
        httpStatus: null,
        status: "failed",
        billed: false,
      } as const;
      const rows: Partial<Attempt>[] = [
        {},
        { ...unanswered, errorKind: "timeout" },
        { ...unanswered, errorKind: "aborted" },
        { ...unanswered, errorKind: "connection" },
        { ...unanswered, errorKind: "breaker_open" },
        { ...unanswered, errorKind: "timeout", source: "replay" },
      ];
      // A fault that was injected is on no tape, and nothing went out for it.
      const injected = { ...unanswered, errorKind: "timeout", source: "replay", cassetteKey: null } as const;
      await using ledger = await ledgerOf(open, [...rows, injected]);
      const { total } = await sumCosts(ledger.costs(), "run");
      assertEquals([total.tries, total.billed, total.costUsd, total.unknown], [7, 1, "0.1", 2]);
      const [use] = await ledger.endpointUse();
      assertEquals([use.tries, use.billed, use.costUsd, use.unknown], [7, 1, "0.1", 2]);
      const counts = await ledger.tryCounts("run_1");
      assertEquals(counts.reduce((sum, { costsUnknown }) => sum + costsUnknown, 0), 3, "one was recorded so");
      await using lost = await ledgerOf(open, [{ ...unanswered, errorKind: "timeout" }]);
      assertEquals((await sumCosts(lost.costs(), "run")).total.costUsd, null);
      assertEquals((await modelUse(lost)).map(({ costUsd, unknown }) => [costUsd, unknown]), [[null, 1]]);
    },
  ],

  ["more rows than a page are all counted", async (open) => {
    await using ledger = await ledgerOf(open, Array.from({ length: 4097 }, () => ({ costUsd: "0.001" })));
    const { total } = await sumCosts(ledger.costs(), "day");
    assertEquals([total.tries, total.costUsd], [4097, "4.097"]);
  }],

  ["what scorers' calls have cost stands by day, run and scorer, with what is unknown", async (open) => {
    await using ledger = await ledgerOf(open, []);
    await ledger.startScoring({
      runId: "run_1",
      number: 2,
      scorers: ["judge", "exact"],
      config: {},
      configHash: "scoring_1",
      createdAt: "2026-01-01T00:00:00.000Z",
      endedAt: null,
    });
    const verdict = (cellIndex: number, change: Partial<ScoreRow>): ScoreRow => ({
      runId: "run_1",
      number: 2,
      cellIndex,
      name: "judge",
      score: 1,
      at: "2026-01-01T10:00:00.000Z",
      ...change,
    });
    await ledger.appendScores([
      verdict(0, { calls: 2, costUsd: "0.1" }),
      verdict(1, { calls: 1, costUsd: "0.1" }),
      verdict(2, { calls: 1, costUsd: "0.2" }),
      verdict(3, { calls: 1, costUsd: null }),
      verdict(4, { name: "exact" }),
      verdict(5, { calls: 1, costUsd: "5", at: "2026-01-02T00:00:00.000Z" }),
    ]);
    const first = { day: "2026-01-01", runId: "run_1", scorer: "judge", calls: 5, costUsd: "0.4", unknown: 1 };
    const second = { day: "2026-01-02", runId: "run_1", scorer: "judge", calls: 1, costUsd: "5", unknown: 0 };
    assertEquals(await collect(ledger.scorerCosts()), [first, second]);
    assertEquals(await collect(ledger.scorerCosts({ since: "2026-01-02T00:00:00.000Z" })), [second]);
  }],
];
