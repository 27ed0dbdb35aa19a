import { assertEquals } from "@std/assert";
import type { Attempt, Ledger } from "../../../src/spec/mod.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { collect } from "../../support/iterate.ts";
import type { LedgerTest } from "./ledger_contract.ts";

const DAY = { since: "2026-01-01T00:00:00.000Z", finelySince: "2026-01-02T00:00:00.000Z" };

async function ledgerOf(open: () => Promise<Ledger>, rows: readonly Partial<Attempt>[]) {
  const ledger = await open();
  await ledger.startRun(makeRun());
  const live: Partial<Attempt> = {
    runId: "run_1",
    source: "live",
    provider: "box",
    startedAt: "2026-01-01T10:00:00.000Z",
    inputTokens: 10,
    outputTokens: 5,
    costUsd: "0.001",
    latencyMs: 100,
    errorKind: null,
    httpStatus: 200,
  };
  await ledger.append(rows.map((row, cellIndex) => makeAttempt({ ...live, cellIndex, try: 1, ...row })));
  return ledger;
}

const startedAt = (time: string) => ({ startedAt: `2026-01-${time}Z` });

/** What every ledger says of what was used. */
export const USE: readonly LedgerTest[] = [
  ["live calls are summed by the minute, and by tenths of a second where that is asked for", async (open) => {
    await using ledger = await ledgerOf(open, [
      startedAt("01T10:00:00.000"),
      { ...startedAt("01T10:00:59.900"), latencyMs: 700 },
      startedAt("01T10:01:00.000"),
      startedAt("02T00:00:00.010"),
      startedAt("02T00:00:00.090"),
      startedAt("02T00:00:00.100"),
      { ...startedAt("02T00:00:00.050"), provider: "other" },
      { ...startedAt("02T00:00:00.060"), source: "replay" },
      startedAt("01T00:00:00.000"),
      { startedAt: "2025-12-31T23:59:59.999Z" },
    ]);
    const uses = await collect(ledger.use(DAY));
    assertEquals(
      uses.map(({ provider, startedAt, requests, usd }) => [provider, startedAt.slice(8, -1), requests, usd]),
      [
        ["box", "01T00:00:00.000", 1, "0.001"],
        ["box", "01T10:00:59.900", 2, "0.002"],
        ["box", "01T10:01:00.000", 1, "0.001"],
        ["other", "02T00:00:00.050", 1, "0.001"],
        ["box", "02T00:00:00.090", 2, "0.002"],
        ["box", "02T00:00:00.100", 1, "0.001"],
      ],
    );
    assertEquals([uses[1].latencyMs, uses[1].inputTokens, uses[1].outputTokens], [700, 20, 10]);
  }],

  ["what nobody knows counts as the most that is known, and a refusal as a request alone", async (open) => {
    const unknown = { inputTokens: null, outputTokens: null, costUsd: null, latencyMs: null };
    await using ledger = await ledgerOf(open, [
      {},
      { inputTokens: 70, outputTokens: 3, costUsd: "0.0000000001" },
      { ...unknown, errorKind: "timeout", httpStatus: null },
      { ...unknown, errorKind: "rate_limited", httpStatus: 429 },
      { ...unknown, errorKind: "breaker_open", httpStatus: null },
      { ...unknown, errorKind: "budget_exceeded", httpStatus: null },
    ]);
    const [use, ...others] = await collect(ledger.use(DAY));
    assertEquals(others, []);
    assertEquals(
      [use.requests, use.inputTokens, use.outputTokens, use.usd],
      [4, 10 + 70 + 70, 5 + 3 + 5, "0.002000001"],
    );
  }],

  ["live tries come the latest first, no more than are asked for, in any number of pages", async (open) => {
    const rows = Array.from({ length: 3000 }, (_, index) => ({
      startedAt: new Date(Date.UTC(2026, 0, 2) + Math.floor(index / 7)).toISOString(),
      outputTps: index,
      ...(index % 10 === 0 ? { source: "replay" as const } : {}),
    }));
    await using ledger = await ledgerOf(open, rows);
    const found = await collect(ledger.liveTries({ since: "2026-01-02T00:00:00.000Z", last: 2500 }));
    const expected = rows.filter(({ source }) => source === undefined).reverse().slice(0, 2500);
    assertEquals(found.map(({ outputTps }) => outputTps), expected.map(({ outputTps }) => outputTps));
    assertEquals(new Set(found.map(({ source }) => source)), new Set(["live" as const]));
    assertEquals(await collect(ledger.liveTries({ since: "2026-01-03T00:00:00.000Z", last: 5 })), []);
  }],
];
