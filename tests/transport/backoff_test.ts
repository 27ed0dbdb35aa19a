import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { seededRandom } from "../../src/base/mod.ts";
import { fullJitter } from "../../src/transport/mod.ts";

Deno.test("the bound grows by its factor up to the most", () => {
  const backoff = fullJitter({ baseMs: 100, factor: 3, maxMs: 1000 });
  assertEquals([1, 2, 3, 4, 50].map((retry) => backoff.delayMs(retry, () => 0.5)), [50, 150, 450, 500, 500]);
});

Deno.test("any wait is between nothing and the bound, in whole milliseconds", () => {
  const retry = fc.integer({ min: 1, max: 2000 });
  fc.assert(fc.property(retry, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (retry, random) => {
    const delayMs = fullJitter().delayMs(retry, () => random);
    assertEquals(Number.isInteger(delayMs) && delayMs >= 0 && delayMs <= 60_000, true, `${delayMs}`);
  }));
});

Deno.test("the same seed waits the same", () => {
  const waits = () => {
    const random = seededRandom("cell_1");
    return [1, 2, 3].map((retry) => fullJitter().delayMs(retry, random));
  };
  assertEquals(waits(), waits());
});
