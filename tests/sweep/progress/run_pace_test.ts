import { assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { RunPace } from "../../../src/sweep/mod.ts";

Deno.test("a pace is known when cells were seen to end", () => {
  const pace = new RunPace();
  assertEquals(pace.cellsPerS, null);
  pace.saw(10, 0);
  assertEquals(pace.cellsPerS, null);
  pace.saw(10, 1000);
  assertEquals(pace.cellsPerS, null);
  pace.saw(16, 2000);
  assertEquals(pace.cellsPerS, 3);
});

Deno.test("a pace forgets what is more than a minute ago, and begins anew where cells were taken back", () => {
  const pace = new RunPace();
  pace.saw(0, 0);
  pace.saw(600, 60_000);
  for (let second = 61; second <= 121; second++) pace.saw(600 + second - 60, second * 1000);
  assertAlmostEquals(pace.cellsPerS!, 1, 1e-9);
  pace.saw(5, 122_000);
  assertEquals(pace.cellsPerS, null);
});

Deno.test("what ends evenly has that pace, however it is looked at", () => {
  fc.assert(fc.property(
    fc.integer({ min: 1, max: 50 }),
    fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 2, maxLength: 40 }),
    (perS, waits) => {
      const pace = new RunPace();
      let nowMs = 0;
      for (const wait of waits) {
        nowMs += wait;
        pace.saw(nowMs * perS / 1000, nowMs);
      }
      assertAlmostEquals(pace.cellsPerS!, perS, 1e-6);
    },
  ));
});
