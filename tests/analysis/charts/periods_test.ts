import { assertEquals } from "@std/assert";
import { type Period, periodsOf, runLabel } from "../../../src/analysis/charts/_periods.ts";
import { table } from "../../../src/analysis/frames/mod.ts";

function periods(per: Period, ...startedAt: readonly (string | null)[]) {
  const runs = startedAt.map((_, i) => `run_2026010${i + 1}-101500-abcdef0${i}`);
  const columns: { readonly [name: string]: readonly (string | null)[] } = { started_at: startedAt, run_id: runs };
  return periodsOf(table(startedAt.length, ["started_at", "run_id"], (name) => columns[name]), per);
}

Deno.test("periods between those with calls are there, too, over the ends of months and years", () => {
  assertEquals(periods("day", "2025-12-30T10:00:00Z", "2026-01-02T00:00:00Z").keys, [
    "2025-12-30",
    "2025-12-31",
    "2026-01-01",
    "2026-01-02",
  ]);
  assertEquals(periods("hour", "2026-02-28T23:59:59Z", "2026-03-01T00:00:00Z").keys, [
    "2026-02-28T23",
    "2026-03-01T00",
  ]);
  assertEquals(periods("month", "2025-11-30T10:00:00Z", "2026-01-02T00:00:00Z").keys, [
    "2025-11",
    "2025-12",
    "2026-01",
  ]);
});

Deno.test("where there would be too many bars, they are for longer times", () => {
  const hours = Array.from({ length: 80 }, (_, hour) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString());
  assertEquals([periods("hour", ...hours.slice(0, 60)).unit, periods("hour", ...hours).unit], ["hour", "day"]);
  const days = Array.from({ length: 80 }, (_, day) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString());
  assertEquals(periods("day", ...days).unit, "month");
});

Deno.test("a few periods that are far apart are shown without those between", () => {
  const { unit, keys } = periods("hour", "2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z");
  assertEquals([unit, keys], ["hour", ["2026-01-01T00", "2026-06-01T00"]]);
});

Deno.test("a row without a time has a period of its own", () => {
  const { keys, of, label } = periods("day", "2026-01-01T00:00:00Z", null);
  assertEquals([keys, of(1), label("unknown")], [["2026-01-01", "unknown"], "unknown", "unknown"]);
});

Deno.test("periods have labels for people", () => {
  assertEquals(periods("day", "2026-01-01T00:00:00Z").label("2026-03-09"), "Mar 9");
  assertEquals(periods("hour", "2026-01-01T00:00:00Z").label("2026-03-09T07"), "Mar 9, 07:00");
  assertEquals(periods("month", "2026-01-01T00:00:00Z").label("2026-03"), "Mar 2026");
  const runs = periods("run", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
  assertEquals(runs.keys.map(runs.label), ["2026-01-01 10:15", "2026-01-02 10:15"]);
  assertEquals([runLabel("run_20261121-055215-9fd48a8e"), runLabel("run_1"), runLabel("mine")], [
    "2026-11-21 05:52",
    "1",
    "mine",
  ]);
});

Deno.test("of very many runs the latest are drawn", () => {
  const ids = Array.from({ length: 70 }, (_, i) => `run_${String(i).padStart(3, "0")}`);
  const { keys, leftOut } = periodsOf(table(70, ["run_id"], () => ids), "run");
  assertEquals([keys.length, keys[0], leftOut], [60, "run_010", 10]);
});
