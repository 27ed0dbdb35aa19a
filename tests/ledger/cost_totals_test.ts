import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../src/base/mod.ts";
import { type CostGrouping, type CostRow, costTotals } from "../../src/ledger/mod.ts";
import type { ErrorKind } from "../../src/spec/mod.ts";
import { makeAttempt } from "../support/attempts.ts";

const PAID = makeAttempt({ source: "live", billed: true, costUsd: "0.1", inputTokens: 10, outputTokens: 5 });
const UNKNOWN = { ...PAID, costUsd: null, inputTokens: null, outputTokens: null };
const REPLAYED = { ...PAID, source: "replay", billed: false } as const;
const REFUSED = { ...UNKNOWN, httpStatus: 429, billed: false };
/** No response came: as an attempt is written that ended so. */
const unanswered = (errorKind: ErrorKind) => ({ ...UNKNOWN, errorKind, httpStatus: null, billed: false });

Deno.test("what was paid, what was replayed, what was refused and what is unknown stand apart", async () => {
  const { rows, total } = await costTotals([PAID, PAID, PAID, UNKNOWN, REPLAYED, REFUSED], "provider");
  const sums = {
    tries: 6,
    billed: 4,
    replayed: 1,
    costUsd: "0.3",
    unknown: 1,
    savedUsd: "0.1",
    inputTokens: 30,
    outputTokens: 15,
  };
  assertEquals(total, sums);
  assertEquals(rows, [{ name: "local", ...sums }]);
});

Deno.test("a cost that nobody knows is null, and what was only replayed or refused cost nothing", async () => {
  const paid = async (rows: CostRow[]) => (await costTotals(rows, "model")).total.costUsd;
  assertEquals(await paid([UNKNOWN]), null);
  assertEquals(await paid([UNKNOWN, REPLAYED]), null);
  assertEquals(await paid([REPLAYED, REFUSED]), "0");
  assertEquals(await paid([{ ...PAID, costUsd: "0" }, UNKNOWN]), "0");
  assertEquals(await paid([]), "0");
});

Deno.test("a try that was given up before any answer may have been paid for, and one that reached nobody was not", async () => {
  const sums = async (...rows: CostRow[]) => {
    const { tries, billed, costUsd, unknown } = (await costTotals(rows, "model")).total;
    return [tries, billed, costUsd, unknown];
  };
  assertEquals(await sums(PAID, unanswered("timeout"), unanswered("aborted")), [3, 1, "0.1", 2]);
  assertEquals(await sums(unanswered("timeout")), [1, 0, null, 1]);
  for (const kind of ["connection", "breaker_open", "budget_exceeded", "cassette_miss"] as const) {
    assertEquals(await sums(PAID, unanswered(kind)), [2, 1, "0.1", 0], kind);
  }
  assertEquals(await sums({ ...unanswered("timeout"), source: "replay" }), [1, 0, "0", 0]);
  assertEquals(await sums({ ...unanswered("timeout"), httpStatus: 504 }), [1, 0, "0", 0], "a gateway that says no");
});

Deno.test("an answer that a resumed run had paid for before is paid for by it", async () => {
  const { total } = await costTotals([{ ...PAID, source: "resumed" }], "run");
  assertEquals([total.costUsd, total.billed, total.replayed], ["0.1", 1, 0]);
});

Deno.test("costs are summed by what is asked for, the dearest first and times in their order", async () => {
  const rows = [
    { ...PAID, provider: "b", model: "m/1", endpoint: "m/1@b", runId: "run_2", startedAt: "2026-11-21T23:59:59.999Z" },
    { ...PAID, provider: "a", model: "m/2", endpoint: "m/2@a", runId: "run_1", startedAt: "2026-11-20T00:00:00Z" },
    { ...PAID, provider: "b", model: "m/2", endpoint: "m/2@b", runId: "run_1", startedAt: "2026-11-21T00:00:00Z" },
  ];
  const names = async (by: CostGrouping) =>
    (await costTotals(rows, by)).rows.map(({ name, costUsd }) => `${name} ${costUsd}`);
  assertEquals(await names("provider"), ["b 0.2", "a 0.1"]);
  assertEquals(await names("model"), ["m/2 0.2", "m/1 0.1"]);
  assertEquals(await names("endpoint"), ["m/1@b 0.1", "m/2@a 0.1", "m/2@b 0.1"]);
  assertEquals(await names("run"), ["run_1 0.2", "run_2 0.1"]);
  assertEquals(await names("day"), ["2026-11-20 0.1", "2026-11-21 0.2"]);
});

Deno.test("the sums of the rows are exactly the total, however they are grouped", async () => {
  const row: fc.Arbitrary<CostRow> = fc.record({
    provider: fc.constantFrom("a", "b"),
    model: fc.constantFrom("m/1", "m/2"),
    runId: fc.constantFrom("run_1", "run_2"),
    endpoint: fc.constantFrom("m/1@a", "m/2@b"),
    startedAt: fc.constantFrom("2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"),
    costUsd: fc.option(fc.nat(1e9).map((pico) => Decimal.parse(`${pico}e-12`).toString()), { nil: null }),
    billed: fc.boolean(),
    source: fc.constantFrom("live", "replay", "resumed"),
    httpStatus: fc.constantFrom(200, 429, null),
    errorKind: fc.constantFrom("timeout", "aborted", "connection", null),
    inputTokens: fc.option(fc.nat(100), { nil: null }),
    outputTokens: fc.option(fc.nat(100), { nil: null }),
  }).map((one) => ({ ...one, billed: one.billed && one.source !== "replay" && one.httpStatus === 200 }));
  const by = fc.constantFrom<CostGrouping>("provider", "model", "endpoint", "run", "day");
  await fc.assert(fc.asyncProperty(fc.array(row), by, async (given, grouping) => {
    const { rows, total } = await costTotals(given, grouping);
    const zero = Decimal.fromInteger(0);
    const sum = (texts: (string | null)[]) => texts.reduce((all, text) => all.plus(Decimal.parse(text ?? "0")), zero);
    assertEquals(sum(rows.map(({ costUsd }) => costUsd)).toString(), total.costUsd ?? "0");
    assertEquals(sum(rows.map(({ savedUsd }) => savedUsd)).toString(), total.savedUsd);
    for (const name of ["tries", "billed", "replayed", "unknown", "inputTokens", "outputTokens"] as const) {
      assertEquals(rows.reduce((all, one) => all + one[name], 0), total[name]);
    }
    assertEquals(total.tries, given.length);
  }));
});
