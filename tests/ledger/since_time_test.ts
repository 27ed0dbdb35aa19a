import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { sinceTime } from "../../src/ledger/mod.ts";

const NOON = new Date("2026-11-20T12:00:00.000Z");

Deno.test("a date is its midnight in UTC, an age in days so many whole ones, a shorter one that time ago", () => {
  const times = ["2026-11-01", "1d", "2d", "36h", "30d", "1w", "24h", "23h", "90m"].map((text) =>
    sinceTime(text, NOON)
  );
  assertEquals(times, [
    "2026-11-01T00:00:00.000Z",
    "2026-11-20T00:00:00.000Z",
    "2026-11-19T00:00:00.000Z",
    "2026-11-19T00:00:00.000Z",
    "2026-10-22T00:00:00.000Z",
    "2026-11-14T00:00:00.000Z",
    "2026-11-20T00:00:00.000Z",
    "2026-11-19T13:00:00.000Z",
    "2026-11-20T10:30:00.000Z",
  ]);
});

Deno.test("what is neither, no day of any month, and what is before all years is none", () => {
  assertEquals(["soon", "", "2026-02-31", "2026-13-01", "999999d", "1e99d"].map((text) => sinceTime(text, NOON)), [
    null,
    null,
    null,
    null,
    null,
    null,
  ]);
});

Deno.test("so many days have so many names, whatever the time of day", () => {
  const time = fc.date({ min: new Date("1999-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });
  fc.assert(fc.property(time, fc.integer({ min: 1, max: 400 }), (now, days) => {
    const since = sinceTime(`${days}d`, now)!;
    assert(since.endsWith("T00:00:00.000Z"));
    const today = Date.parse(now.toISOString().slice(0, 10));
    assertEquals((today - Date.parse(since)) / 86_400_000, days - 1);
  }));
});
