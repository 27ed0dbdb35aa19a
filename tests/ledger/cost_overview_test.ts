import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Decimal } from "../../src/base/mod.ts";
import { type CostGrouping, costOverview, sumCosts } from "../../src/ledger/mod.ts";
import type { CostGroup } from "../../src/spec/mod.ts";

const AT = "2026-11-21T12:00:00.000Z";

function group(day: string, costUsd: string, change: Partial<CostGroup> = {}): CostGroup {
  return {
    day,
    runId: "run_1",
    endpoint: "m/a@box",
    model: "m/a",
    provider: "box",
    tries: 1,
    billed: 1,
    replayed: 0,
    known: 1,
    unknown: 0,
    costUsd,
    savedUsd: "0",
    inputTokens: 10,
    outputTokens: 5,
    ...change,
  };
}

Deno.test("what was paid today, in a week, in thirty days and ever, by days of UTC", async () => {
  const groups = [
    group("2026-11-21", "1"),
    group("2026-11-15", "2"),
    group("2026-11-14", "4"),
    group("2026-10-23", "8"),
    group("2026-10-22", "16"),
  ];
  const { today, week, thirtyDays, ever } = await costOverview(groups, { at: AT, by: "day", from: null });
  assertEquals([today, week, thirtyDays, ever].map(({ costUsd }) => costUsd), ["1", "3", "15", "31"]);
});

Deno.test("a day of which nothing is known is unknown, and makes every sum that has it one of a part", async () => {
  const unknown = group("2026-11-21", "0", { known: 0, unknown: 1 });
  const { today, week } = await costOverview([unknown, group("2026-11-20", "2")], { at: AT, by: "day", from: null });
  assertEquals([today.costUsd, today.unknown], [null, 1]);
  assertEquals([week.costUsd, week.unknown], ["2", 1]);
});

Deno.test("every day that counts is there, those without a call too", async () => {
  const groups = [group("2026-11-17", "1"), group("2026-11-19", "2", { provider: "other" })];
  const names = async (from: string | null) =>
    (await costOverview(groups, { at: AT, by: "provider", from })).days.map(({ name, costUsd }) =>
      `${name.slice(8)}: ${costUsd}`
    );
  assertEquals(await names(null), ["17: 1", "18: 0", "19: 2", "20: 0", "21: 0"]);
  assertEquals(await names("2026-11-19"), ["19: 2", "20: 0", "21: 0"]);
  assertEquals((await names("2026-11-01")).length, 21);
  // Two thousand years of nothing are not shown.
  assertEquals((await names("0001-01-01")).length, 5);
  groups.push(group("2026-11-22", "4"), group("2099-01-01", "8"));
  // A clock that is ahead is no reason to show a hundred years.
  assertEquals(await names("2026-11-20"), ["20: 0", "21: 0", "22: 4"]);
  assertEquals((await costOverview([], { at: AT, by: "day", from: "2026-11-01" })).days, []);
});

Deno.test("sums are of the days that count, and the forecast of all of them", async () => {
  const groups = ["2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"].map((day) => group(day, "1"));
  const { totals, forecast, ever } = await costOverview(groups, { at: AT, by: "provider", from: "2026-11-20" });
  assertEquals(totals.rows.map(({ name, costUsd }) => [name, costUsd]), [["box", "1"]]);
  assertEquals([ever.costUsd, forecast?.days, forecast?.next30Days.expectedUsd], ["4", 4, "30"]);
});

Deno.test("the days add up to the totals, exactly", async () => {
  const day = fc.integer({ min: 0, max: 60 }).map((ago) =>
    new Date(Date.parse(AT) - ago * 86_400_000).toISOString().slice(0, 10)
  );
  const cost = fc.nat(1e9).map((pico) => Decimal.parse(`${pico}e-12`).toString());
  const groups = fc.array(fc.tuple(day, cost).map(([at, usd]) => group(at, usd)), { maxLength: 30 });
  const by = fc.constantFrom<CostGrouping>("provider", "day", "run");
  await fc.assert(fc.asyncProperty(groups, by, fc.option(day, { nil: null }), async (all, grouping, from) => {
    const { days, totals, ever } = await costOverview(all, { at: AT, by: grouping, from });
    const sum = days.reduce((usd, one) => usd.plus(Decimal.parse(one.costUsd!)), Decimal.fromInteger(0));
    assertEquals(sum.toString(), totals.total.costUsd);
    assertEquals(ever, (await sumCosts(all, "day")).total);
  }));
});
