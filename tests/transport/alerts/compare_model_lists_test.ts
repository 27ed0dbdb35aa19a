import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { compareModelLists } from "../../../src/transport/alerts/mod.ts";
import { model } from "./_models.ts";

Deno.test("where there was no list before, nothing is new", () => {
  assertEquals(compareModelLists([], [model("a/x", "1")]), { added: [], vanished: [], prices: [] });
});

Deno.test("prices move by their share, from what was free by no share, and from what was unknown not at all", () => {
  const before = [model("a/up", "0.10"), model("a/free", "0"), model("a/unknown", null), model("a/same", "0.10")];
  const after = [model("a/up", "0.13"), model("a/free", "0.01"), model("a/unknown", "9"), model("a/same", "0.1000")];
  const { prices } = compareModelLists(before, after);
  assertEquals(prices.map(({ model, rate, from, to }) => [model, rate, from, to]), [
    ["a/up", "inputUsd", "0.10", "0.13"],
    ["a/free", "inputUsd", "0", "0.01"],
  ]);
  assertEquals(prices.map(({ share }) => share === null ? null : Number(share.toFixed(6))), [0.3, null]);
});

Deno.test("small moves count only where they are asked for, and so do those of output", () => {
  const [before, after] = [[model("a/x", "1", "2")], [model("a/x", "1.05", "1")]];
  assertEquals(compareModelLists(before, after).prices.map(({ rate, share }) => [rate, share]), [["outputUsd", -0.5]]);
  assertEquals(compareModelLists(before, after, { priceChange: 0.01 }).prices.length, 2);
});

const keys = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"));

Deno.test("what is added one way has vanished the other way", () => {
  fc.assert(fc.property(keys, keys, (some, others) => {
    const [one, two] = [some, others].map((names) => names.map((name) => model(`x/${name}`, "1")));
    fc.pre(one.length > 0 && two.length > 0);
    const [there, back] = [compareModelLists(one, two), compareModelLists(two, one)];
    assertEquals([there.added.toSorted(), there.vanished.toSorted()], [
      back.vanished.toSorted(),
      back.added.toSorted(),
    ]);
    assertEquals(compareModelLists(one, one), { added: [], vanished: [], prices: [] });
  }));
});
