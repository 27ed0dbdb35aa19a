import { assertEquals } from "@std/assert";
import { formatCount, formatDuration, formatMs, formatScore, formatShare, formatUsd } from "../../src/cli/_format.ts";

Deno.test("milliseconds, dollars, scores and shares have the digits that matter", () => {
  assertEquals([0, 9.96, 99.94, 99.96, 100.4, 12345.6].map(formatMs), [
    "0.0",
    "10.0",
    "99.9",
    "100",
    "100",
    "12346",
  ]);
  assertEquals(["0", "0.000000123456", "12.3456", "123456.7"].map(formatUsd), [
    "0",
    "0.0000001235",
    "12.35",
    "123456.70",
  ]);
  assertEquals([0, 1, 2 / 3].map(formatScore), ["0.000", "1.000", "0.667"]);
  assertEquals([0, 0.001, 0.5, 0.999, 1].map(formatShare), ["0 %", "1 %", "50 %", "99 %", "100 %"]);
});

Deno.test("what is unknown is no zero", () => {
  assertEquals([formatMs(null), formatUsd(null), formatScore(null), formatShare(null)], Array(4).fill("–"));
});

Deno.test("durations are in the unit that a person would take", () => {
  assertEquals([0, 999.4, 1000, 59_999, 60_000, 3_599_000, 7_260_000].map(formatDuration), [
    "0 ms",
    "999 ms",
    "1.0 s",
    "1 min 0 s",
    "1 min 0 s",
    "59 min 59 s",
    "2 h 1 min",
  ]);
});

Deno.test("counts go with their nouns", () => {
  assertEquals(formatCount(1, "cell"), "1 cell");
  assertEquals(formatCount(1_000_000, "cell"), "1,000,000 cells");
  assertEquals(formatCount(0, "try", "tries"), "0 tries");
});
