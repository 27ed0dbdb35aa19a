import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseDuration } from "../../src/provider/_duration.ts";

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
