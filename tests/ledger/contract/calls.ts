import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../../src/base/mod.ts";
import { costIsUnknown, costOverview, modelUse, sumCosts } from "../../../src/ledger/mod.ts";
import type { Attempt, CallFilter, CallTry, Ledger } from "../../../src/spec/mod.ts";
import { arbitraryAttempts } from "../../support/arbitrary_attempt.ts";
import { makeAttempt, makeRun } from "../../support/attempts.ts";
import { arbitraryCall, makeCall } from "../../support/calls.ts";
import { collect } from "../../support/iterate.ts";
import type { LedgerTest } from "./ledger_contract.ts";

const DAY = "2026-01-01T00:00:00.000Z";
const ATTEMPT: Partial<Attempt> = {
  endpoint: "m/a@box",
  model: "m/a",
  provider: "box",
  source: "live",
  billed: true,
  httpStatus: 200,
  costUsd: "1",
  startedAt: "2026-01-01T10:00:00.000Z",
};

async function ledgerOf(
  open: () => Promise<Ledger>,
  calls: readonly Partial<CallTry>[],
  attempts: readonly Partial<Attempt>[] = [],
): Promise<Ledger> {
  const ledger = await open();
  await ledger.startRun(makeRun());
  await ledger.append(attempts.map((row, cellIndex) => makeAttempt({ ...ATTEMPT, cellIndex, ...row })));
  await ledger.appendCalls(calls.map((row, i) => makeCall({ callId: `call_${i}`, ...row })));
  return ledger;
}

/** What every ledger does with calls by themselves. */
export const CALLS: readonly LedgerTest[] = [
  ["tries of calls by themselves come back exactly as they went in, and are there once", async (open) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(arbitraryCall, { maxLength: 12, selector: (one) => `${one.callId} ${one.try}` }),
        async (calls) => {
          await using ledger = await open();
          await ledger.appendCalls(calls);
          await ledger.appendCalls(calls.map((one) => ({ ...one, costUsd: "77" })));
          const order = (one: CallTry) => `${one.startedAt} ${one.callId} ${one.try}`;
          const sorted = calls.toSorted((a, b) => order(a) < order(b) ? 1 : -1);
          assertEquals(await collect(ledger.calls()), sorted);
        },
      ),
      { numRuns: 15 },
    );
  }],

  ["calls are found by their id, name and model, the latest first, as many as are asked for", async (open) => {
    await using ledger = await ledgerOf(open, [
      { scope: "first\0", startedAt: "2026-01-01T10:00:01.000Z" },
      { scope: "second", startedAt: "2026-01-01T10:00:03.000Z" },
      { callId: "call_1", try: 2, scope: "second", startedAt: "2026-01-01T10:00:04.000Z", model: "m/b" },
      { scope: "third", startedAt: "2026-01-01T10:00:02.000Z" },
    ]);
    const found = async (filter: CallFilter) => (await collect(ledger.calls(filter))).map((one) => one.scope + one.try);
    assertEquals(await found({}), ["second2", "second1", "third1", "first\x001"]);
    assertEquals(await found({ callId: "call_1" }), ["second2", "second1"]);
    assertEquals(await found({ scope: "first\0" }), ["first\x001"]);
    assertEquals(await found({ scope: "second", model: "m/b" }), ["second2"]);
    assertEquals(await found({ last: 3 }), ["second2", "second1", "third1"]);
    assertEquals(await found({ scope: "fourth" }), []);
  }],

  ["any number of calls comes back whole, those of one moment too", async (open) => {
    const rows = Array.from({ length: 2100 }, (_, i) => ({ callId: `call_${String(i).padStart(4, "0")}` }));
    await using ledger = await ledgerOf(open, rows);
    const ids = (await collect(ledger.calls())).map(({ callId }) => callId);
    assertEquals(ids, rows.map(({ callId }) => callId).reverse());
    assertEquals((await collect(ledger.calls({ last: 1500 }))).length, 1500);
    assertEquals((await sumCosts(ledger.costs(), "day")).total.costUsd, "210");
  }],

  ["what calls by themselves cost stands beside runs, and what came since the last question is there", async (open) => {
    await using ledger = await ledgerOf(open, [
      {},
      { costUsd: null },
      { costUsd: null, httpStatus: 429, billed: false, status: "failed", errorKind: "rate_limited" },
      { costUsd: "3", source: "replay", billed: false },
    ], [{}]);
    const groups = async () =>
      (await collect(ledger.costs())).sort((a) => a.runId === null ? -1 : 1)
        .map(({ runId, tries, billed, replayed, known, unknown, costUsd, savedUsd, inputTokens }) =>
          [runId, tries, billed, replayed, known, unknown, costUsd, savedUsd, inputTokens] as const
        );
    const [calls, run] = await groups();
    assertEquals(calls, [null, 4, 2, 1, 1, 1, "0.1", "3", 20]);
    assertEquals(run.slice(0, 2), ["run_1", 1]);
    await ledger.appendCalls([makeCall({ callId: "later", startedAt: "2026-01-01T11:00:00.000Z", costUsd: "0.5" })]);
    assertEquals((await groups())[0].slice(0, 7), [null, 5, 3, 1, 2, 1, "0.6"]);
    assertEquals(await groups(), await groups());
    const { rows, total } = await sumCosts(ledger.costs({ since: "2026-01-01T10:30:00.000Z" }), "run");
    assertEquals([rows.map(({ name, costUsd }) => [name, costUsd]), total.tries], [[["calls", "0.5"]], 1]);
    const { rows: all } = await sumCosts(ledger.costs(), "run");
    assertEquals(all.map(({ name, costUsd }) => [name, costUsd]), [["calls", "0.6"], ["run_1", "1"]]);
  }],

  ["all that is paid for is in the sum of costs, exactly and once, whatever stands in the rows", async (open) => {
    const calls = fc.uniqueArray(arbitraryCall, { maxLength: 8, selector: (one) => `${one.callId} ${one.try}` });
    const owned = arbitraryAttempts.map((all) => all.map((one) => ({ ...one, source: "live" as const })));
    await fc.assert(
      fc.asyncProperty(owned, calls, async (attempts, own) => {
        await using ledger = await open();
        await ledger.startRun(makeRun());
        await ledger.append(attempts);
        await ledger.appendCalls(own);
        const paid = [...attempts, ...own].filter(({ billed, source }) => billed && source !== "replay");
        const sum = paid.reduce(
          (usd, { costUsd }) => costUsd === null ? usd : usd.plus(Decimal.parse(costUsd)),
          Decimal.fromInteger(0),
        );
        let groups = Decimal.fromInteger(0);
        let [tries, unknown] = [0, 0];
        for await (const group of ledger.costs()) {
          groups = groups.plus(Decimal.parse(group.costUsd));
          tries += group.tries;
          unknown += group.unknown;
        }
        assertEquals([groups.toString(), tries], [sum.toString(), attempts.length + own.length]);
        const made = [...attempts, ...own].filter(({ source }) => source !== "replay");
        assertEquals(unknown, made.filter(costIsUnknown).length);
        const { total } = await sumCosts(ledger.costs(), "run");
        assertEquals([total.tries, total.unknown], [tries, unknown]);
        const overview = await costOverview(await collect(ledger.costs()), {
          at: "2026-06-01T00:00:00.000Z",
          by: "provider",
          from: null,
        });
        assertEquals(overview.ever, total);
      }),
      { numRuns: 15 },
    );
  }],

  ["what limits count is what runs and calls by themselves have used together", async (open) => {
    await using ledger = await ledgerOf(open, [
      {},
      { source: "replay" },
      { errorKind: "breaker_open", status: "failed", httpStatus: null },
      { inputTokens: 70, outputTokens: null, costUsd: null, status: "failed", errorKind: "aborted", billed: true },
      { startedAt: "2025-12-31T23:59:59.999Z" },
      { provider: "other" },
    ], [{ inputTokens: 30, outputTokens: 9, costUsd: "0.3", latencyMs: 900 }]);
    const uses = await collect(ledger.use({ since: DAY, finelySince: DAY }));
    const box = uses.filter(({ provider }) => provider === "box");
    assertEquals(box, [{
      provider: "box",
      startedAt: "2026-01-01T10:00:00.000Z",
      latencyMs: 900,
      requests: 3,
      inputTokens: 110,
      // Of the one that was called off nobody knows: it counts as the most, and the dearest.
      outputTokens: 5 + 9 + 9,
      usd: "0.7",
    }]);
    assertEquals(uses.length, 2);
  }],

  ["live tries of runs and of calls by themselves come together, the latest first", async (open) => {
    const at = (ms: number) => new Date(Date.UTC(2026, 0, 2) + ms).toISOString();
    const rows = Array.from({ length: 2600 }, (_, i) => ({ startedAt: at(Math.floor(i / 3)), outputTps: i }));
    const [calls, attempts] = [rows.filter((_, i) => i % 4 === 1), rows.filter((_, i) => i % 4 !== 1)];
    await using ledger = await ledgerOf(open, [...calls, { source: "replay", startedAt: at(5000) }], attempts);
    for (const last of [0, 1, 2, 1500, 5000]) {
      const found = await collect(ledger.liveTries({ since: at(1), last }));
      const expected = rows.filter(({ startedAt }) => startedAt >= at(1)).map(({ startedAt }) => startedAt).reverse();
      assertEquals(found.map(({ startedAt }) => startedAt), expected.slice(0, last));
      assertEquals(new Set(found.map(({ outputTps }) => outputTps)).size, found.length);
    }
    const [latest] = await collect(ledger.liveTries({ since: at(0), last: 1 }));
    assertEquals(Object.keys(latest).sort(), [
      "endpoint",
      "errorKind",
      "latencyMs",
      "outputTps",
      "provider",
      "source",
      "startedAt",
      "ttftMs",
    ]);
  }],

  ["what was measured of an endpoint is that of runs and of calls by themselves", async (open) => {
    await using ledger = await ledgerOf(open, [
      { ttftMs: 10, latencyMs: 100, outputTps: 10 },
      { ttftMs: null, latencyMs: 900, outputTps: null, status: "failed", errorKind: "server_error", httpStatus: 500 },
      { endpoint: "m/b@box", model: "m/b", costUsd: null },
    ], [{ ttftMs: 30, latencyMs: 300, outputTps: 30, score: 0.5 }]);
    const [use] = await ledger.endpointUse({ model: "m/a" });
    assertEquals([use.tries, use.live, use.errorRate, use.score], [3, 3, 1 / 3, 0.5]);
    assertEquals([use.ttftMs, use.latencyMs, use.outputTps, use.costUsd], [20, 200, 20, "1.2"]);
    await ledger.appendCalls([makeCall({ callId: "later", model: "m/b", endpoint: "m/b@box" })]);
    const [other] = (await modelUse(ledger)).filter(({ model }) => model === "m/b");
    assertEquals([other.tries, other.costUsd, other.unknown], [2, "0.1", 1]);
  }],
];
