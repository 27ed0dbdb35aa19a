import { assertEquals } from "@std/assert";
import { makeAttempt, makeAttempts, makeRun } from "../../support/attempts.ts";
import { collect } from "../../support/iterate.ts";
import type { LedgerTest } from "./ledger_contract.ts";

const FAILED = { status: "failed", errorKind: "server_error", httpStatus: 500, score: null, scores: {} } as const;

/** What every ledger does with questions about some cells of a run. */
export const CELL_TRIES: readonly LedgerTest[] = [
  ["rows of some cells come without those before and behind", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const rows = [...makeAttempts({ cells: 300, seed: "1", retryShare: 0.4 })];
    await ledger.append(rows);
    for (const range of [{ from: 7, to: 7 }, { from: 290 }, { to: 3 }, { from: 12, to: 170 }, { from: 999 }, {}]) {
      const { from = 0, to = 999 } = range;
      const expected = rows.filter(({ cellIndex }) => cellIndex >= from && cellIndex <= to);
      assertEquals(await collect(ledger.attempts("run_1", range)), expected);
      const tries = await collect(ledger.cellTries("run_1", range));
      assertEquals(tries.map((row) => [row.cellIndex, row.try]), expected.map((row) => [row.cellIndex, row.try]));
    }
  }],

  ["tries of cells have what lists show, and tell which have a text in their answer or error", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await ledger.append([
      makeAttempt({ final: false, ...FAILED, errorMessage: "The UPSTREAM broke", output: null, summary: null }),
      makeAttempt({ try: 2, output: "Forty-two\nand 100 %_", summary: "Forty-two" }),
      makeAttempt({ cellIndex: 1, output: "a\0b", summary: "a\0b", promptId: "Sum-7" }),
    ]);
    const [failed, answered, odd] = await collect(ledger.cellTries("run_1"));
    assertEquals([failed.status, failed.errorKind, failed.final, failed.summary], [
      "failed",
      "server_error",
      false,
      null,
    ]);
    const { output: _output, ...whole } = makeAttempt({ try: 2, summary: "Forty-two" });
    for (const [field, value] of Object.entries(answered)) {
      if (field !== "hasText") assertEquals(value, whole[field as keyof typeof whole], field);
    }
    assertEquals(odd.summary, "a\0b");
    const having = async (text: string) =>
      (await collect(ledger.cellTries("run_1", { text }))).map(({ hasText }) => hasText);
    assertEquals(await having(""), [true, true, true]);
    assertEquals(await having("upstream"), [true, false, false]);
    assertEquals(await having("100 %_"), [false, true, false]);
    assertEquals(await having("sum-7"), [false, false, true]);
    assertEquals(await having("%"), [false, true, false]);
  }],

  ["of a try comes what is asked for and where it stands, and no more", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    await ledger.append([...makeAttempts({ cells: 40, seed: "fields" })]);
    const whole = await collect(ledger.cellTries("run_1", { text: "answer" }));
    const some = await collect(ledger.cellTries("run_1", { text: "answer", fields: ["axes", "final", "hasText"] }));
    assertEquals(
      some.map((one) => ({ ...one })),
      whole.map(({ cellIndex, try: own, axes, final, hasText }) => ({ cellIndex, try: own, axes, final, hasText })),
    );
    const places = await collect(ledger.cellTries("run_1", { fields: [] }));
    assertEquals(places, whole.map(({ cellIndex, try: own }) => ({ cellIndex, try: own })));
  }],

  ["verdicts of some cells come without those before and behind", async (open) => {
    await using ledger = await open();
    await ledger.startRun(makeRun());
    const at = "2026-01-02T03:04:05.000Z";
    const config = { runId: "run_1", number: 2, scorers: ["a", "b"], config: {}, configHash: "c" };
    await ledger.startScoring({ ...config, createdAt: at, endedAt: at });
    const rows = [0, 1, 2, 3].flatMap((cellIndex) =>
      ["a", "b"].map((name) => ({ runId: "run_1", number: 2, cellIndex, name, score: 1, at }))
    );
    await ledger.appendScores(rows);
    assertEquals(await collect(ledger.scores("run_1", 2, { from: 1, to: 2 })), rows.slice(2, 6));
    assertEquals(await collect(ledger.scores("run_1", 2, { from: 3, to: 3 })), rows.slice(6));
    assertEquals(await collect(ledger.scores("run_1", 2, { to: 0 })), rows.slice(0, 2));
  }],
];
