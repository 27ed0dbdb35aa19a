import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { costForecast, type CostTotal } from "../../src/ledger/mod.ts";

const AT = "2026-11-21T12:00:00.000Z";
const DAY_MS = 86_400_000;

function day(name: string, costUsd: string | null, unknown = 0): CostTotal {
  const counts = { tries: 1, billed: 1, replayed: 0, savedUsd: "0", inputTokens: 0, outputTokens: 0 };
  return { name, costUsd, unknown, ...counts };
}

/** Days up to yesterday, the last one yesterday. */
function daysBefore(at: string, costs: readonly (string | null)[]): CostTotal[] {
  const today = Math.floor(Date.parse(at) / DAY_MS);
  return costs.map((cost, i) => day(new Date((today - costs.length + i) * DAY_MS).toISOString().slice(0, 10), cost));
}

Deno.test("the same every day goes on", () => {
  const forecast = costForecast(daysBefore(AT, ["2", "2", "2", "2"]), { at: AT })!;
  assertEquals(forecast.next30Days, { expectedUsd: "60", lowUsd: "60", highUsd: "60" });
  // Nine and a half days are left, and eight were spent.
  assertEquals(forecast.month, {
    month: "2026-11",
    spentUsd: "8",
    expectedUsd: "27",
    lowUsd: "27",
    highUsd: "27",
  });
  assertEquals([forecast.from, forecast.to, forecast.days, forecast.daysWithSpend], ["2026-11-17", "2026-11-20", 4, 4]);
  assertEquals(forecast.method, "mean of 4 days; range of 95 % by a bootstrap over days");
});

Deno.test("two days with a cost tell nothing, and neither do today or what is longer ago", () => {
  assertEquals(costForecast([], { at: AT }), null);
  assertEquals(costForecast(daysBefore(AT, ["1", "0", "1"]), { at: AT }), null);
  assertEquals(costForecast([...daysBefore(AT, ["1", "1"]), day("2026-11-21", "1")], { at: AT }), null);
  const old = ["2026-08-20", "2026-08-21", "2026-08-22"].map((name) => day(name, "1"));
  assertEquals(costForecast(old, { at: AT }), null);
  assert(costForecast(old, { at: "2026-08-23T00:00:00Z" }) !== null);
});

Deno.test("days without a call count as nothing, and days of which nobody knows do not count", () => {
  const sparse = [day("2026-11-11", "10"), day("2026-11-15", "10"), day("2026-11-20", "10")];
  const forecast = costForecast(sparse, { at: AT })!;
  assertEquals([forecast.days, forecast.daysWithSpend, forecast.next30Days.expectedUsd], [10, 3, "90"]);
  const unknown = costForecast([...sparse, day("2026-11-13", null, 7), day("2026-11-14", "0", 2)], { at: AT })!;
  assertEquals([unknown.days, unknown.unknown, unknown.next30Days.expectedUsd], [9, 9, "100"]);
});

Deno.test("few days that differ give a wide range, and more of them a narrower one", () => {
  const width = (costs: string[]) => {
    const { next30Days } = costForecast(daysBefore(AT, costs), { at: AT })!;
    return Number(next30Days.highUsd) - Number(next30Days.lowUsd);
  };
  const few = width(["1", "2", "9"]);
  const many = width(Array.from({ length: 60 }, (_, i) => ["1", "2", "9"][i % 3]));
  assert(few > 1.5 * many, `${few} ${many}`);
});

Deno.test("what was spent this month is exact, today's and what is only known in part included", () => {
  const days = [
    day("2026-10-31", "100"),
    day("2026-11-18", "0.1"),
    day("2026-11-19", "0.2"),
    day("2026-11-20", "0.0000000000000000000000001", 3),
    day("2026-11-21", "1"),
    day("2026-11-22", "1000"),
  ];
  assertEquals(costForecast(days, { at: AT })!.month.spentUsd, "1.3000000000000000000000001");
  const atTheEnd = costForecast(days.slice(0, 4), { at: "2026-12-01T00:00:00Z" })!;
  assertEquals([atTheEnd.month.month, atTheEnd.month.spentUsd], ["2026-12", "0"]);
});

const cost = fc.option(fc.nat(1_000_000).map((cents) => (cents / 100).toString()), { nil: null, freq: 8 });
const costs = fc.array(cost, { minLength: 3, maxLength: 100 });
const time = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 11, 31) }).map((ms) =>
  new Date(ms).toISOString()
);

Deno.test("expected lies within the range, and a month costs no less than was spent", () => {
  fc.assert(
    fc.property(costs, time, (given, at) => {
      const forecast = costForecast(daysBefore(at, given), { at });
      if (forecast === null) return;
      for (const { lowUsd, expectedUsd, highUsd } of [forecast.next30Days, forecast.month]) {
        assert(Number(lowUsd) <= Number(expectedUsd) && Number(expectedUsd) <= Number(highUsd));
      }
      assert(Number(forecast.month.lowUsd) >= Number(forecast.month.spentUsd));
      assert(forecast.days <= 90 && forecast.daysWithSpend <= forecast.days && forecast.daysWithSpend >= 3);
    }),
    { numRuns: 40 },
  );
});

Deno.test("the same days give the same forecast, in whatever order they come", () => {
  fc.assert(
    fc.property(costs, time, fc.nat(), (given, at, turn) => {
      const days = daysBefore(at, given);
      const turned = [...days.slice(turn % days.length), ...days.slice(0, turn % days.length)];
      assertEquals(costForecast(turned, { at }), costForecast(days, { at }));
    }),
    { numRuns: 20 },
  );
});

Deno.test("twice the cost every day is twice the forecast", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 3, maxLength: 60 }), time, (given, at) => {
      const of = (factor: number) =>
        costForecast(daysBefore(at, given.map((one) => String(one * factor))), { at })!.next30Days;
      const [one, two] = [of(1), of(2)];
      for (const end of ["expectedUsd", "lowUsd", "highUsd"] as const) {
        assert(Math.abs(Number(two[end]) - 2 * Number(one[end])) <= Number(two[end]) * 1e-5);
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("what is expected is what days cost on average, to the cent, however large it is", () => {
  const cost = fc.integer({ min: 1, max: 10 ** 7 }).map((cents) => (cents / 100).toFixed(2));
  fc.assert(
    fc.property(fc.array(cost, { minLength: 3, maxLength: 90 }), (costs) => {
      const forecast = costForecast(daysBefore(AT, costs), { at: AT })!;
      const mean = costs.reduce((sum, usd) => sum + Number(usd), 0) / costs.length;
      assertAlmostEquals(Number(forecast.next30Days.expectedUsd), 30 * mean, 0.005);
      // Nine and a half days are left of the month.
      const whole = Number(forecast.month.spentUsd) + 9.5 * mean;
      assertAlmostEquals(Number(forecast.month.expectedUsd), whole, 0.005);
    }),
    { numRuns: 20 },
  );
});
