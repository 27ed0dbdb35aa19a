import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseDuration, parseWords } from "../../src/provider/_duration.ts";

Deno.test("durations are read as Go writes them", () => {
  const cases: [string, number][] = [
    ["12ms", 12],
    ["6m0s", 360_000],
    ["17.379s", 17_379],
    ["1h2m3.5s", 3_723_500],
    ["250µs", 0.25],
    ["0s", 0],
    [".5s", 500],
    ["1d", 86_400_000],
  ];
  for (const [text, ms] of cases) assertAlmostEquals(parseDuration(text) ?? NaN, ms, 1e-9, text);
});

Deno.test("what is no duration is null, not nought", () => {
  for (const text of ["", "12", "abc", "5 s", "s", "1x", "1s2", "-1s", "Thu, 01 Jan 1970 00:00:00 GMT"]) {
    assertEquals(parseDuration(text), null, text);
  }
});

Deno.test("the parts of a duration add up", () => {
  const part = fc.nat(1000);
  fc.assert(fc.property(part, part, part, (h, m, s) => {
    assertEquals(parseDuration(`${h}h${m}m${s}s`), (h * 60 + m) * 60_000 + s * 1000);
  }));
});

Deno.test("durations are read as they are said to people", () => {
  const cases: [string, number | null][] = [
    ["20", 20_000],
    ["20s. See our docs.", 20_000],
    ["48.203s.", 48_203],
    ["250 ms", 250],
    ["5 minutes", 300_000],
    ["24 Hours.", 86_400_000],
    ["1 minute and 3 seconds", 63_000],
    ["1 hour, 2 mins", 3_720_000],
    ["1m2.5s", 62_500],
    ["3 attempts", null],
    ["2026-03-31T13:12:53Z", null],
    ["13:12", null],
    ["a while", null],
  ];
  for (const [text, ms] of cases) assertEquals(parseWords(text), ms, text);
});

Deno.test("a duration in words means what Go's means", () => {
  const part = fc.integer({ min: 1, max: 1000 });
  fc.assert(fc.property(part, part, part, (h, m, s) => {
    assertEquals(parseWords(`${h} hours, ${m} minutes and ${s} seconds`), parseDuration(`${h}h${m}m${s}s`));
    assertEquals(parseWords(`${h}h${m}m${s}s`), parseDuration(`${h}h${m}m${s}s`));
  }));
});
