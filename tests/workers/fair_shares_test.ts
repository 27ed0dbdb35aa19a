import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fairShares } from "../../src/workers/fair_shares.ts";

const wants = fc.uniqueArray(
  fc.record({ holder: fc.string({ minLength: 1 }), wanted: fc.nat(50) }),
  { selector: ({ holder }) => holder, minLength: 1, maxLength: 8 },
);

Deno.test("places are given to those who want them, all that can be, and nobody gets more than who wants more", () => {
  fc.assert(fc.property(fc.nat(60), wants, (limit, given) => {
    const shares = fairShares(limit, given);
    const sum = [...shares.values()].reduce((a, b) => a + b, 0);
    assertEquals(sum, Math.min(limit, given.reduce((all, { wanted }) => all + wanted, 0)));
    for (const one of given) {
      assert(shares.get(one.holder)! <= one.wanted);
      for (const other of given) {
        const isShort = shares.get(other.holder)! < other.wanted;
        if (isShort) assert(shares.get(one.holder)! <= shares.get(other.holder)! + 1);
      }
    }
  }));
});

Deno.test("whoever computes them comes to the same, in whatever order the others are told", () => {
  fc.assert(fc.property(fc.nat(60), wants, (limit, given) => {
    const sorted = (shares: Map<string, number>) => [...shares].sort();
    assertEquals(sorted(fairShares(limit, given.toReversed())), sorted(fairShares(limit, given)));
  }));
});
