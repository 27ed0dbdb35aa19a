import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { thinnedRanks } from "../../../src/analysis/charts/_thinned_ranks.ts";

Deno.test("few ranks are all kept", () => {
  assertEquals(thinnedRanks(0, 50), []);
  assertEquals(thinnedRanks(3, 50), [1, 2, 3]);
  assertEquals(thinnedRanks(50, 50).length, 50);
});

Deno.test("of many ranks there are as many as asked for, ascending, with both ends whole", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 10, max: 500 }), (n, most) => {
    const ranks = thinnedRanks(n, most);
    assertEquals(ranks.length, Math.min(n, most));
    assertEquals([ranks[0], ranks.at(-1)], [1, n]);
    for (let i = 1; i < ranks.length; i++) assert(ranks[i] > ranks[i - 1], `${ranks[i]} after ${ranks[i - 1]}`);
    const tail = Math.min(n, Math.floor(most * 0.3));
    assertEquals(ranks.at(-tail), n - tail + 1);
  }));
});
