import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { packColumns, unpackColumns } from "../../../src/catalog/embedded/_columns.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";

const leaf = fc.oneof(
  fc.constantFrom(null, true, 7, "a", "b"),
  fc.array(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
);
const inner = fc.dictionary(fc.constantFrom("p", "q", "r"), leaf, { maxKeys: 3 });
const rows = fc.array(
  fc.dictionary(fc.constantFrom("name", "flat", "whole", "other"), fc.oneof(leaf, inner), { maxKeys: 4 }),
  { maxLength: 8 },
) as fc.Arbitrary<JsonObject[]>;

Deno.test("what is packed comes out as it was, through JSON too", () => {
  fc.assert(fc.property(rows, (value) => {
    const table = JSON.parse(JSON.stringify(packColumns(value, { flat: ["flat"] })));
    assertEquals(unpackColumns(table), value);
  }));
});

Deno.test("the same rows make the same table", () => {
  fc.assert(fc.property(rows, (value) => {
    const copy = JSON.parse(JSON.stringify(value));
    assertEquals(
      JSON.stringify(packColumns(value, { flat: ["flat"] })),
      JSON.stringify(packColumns(copy, { flat: ["flat"] })),
    );
  }));
});

Deno.test("what all rows share stands once, and words of lists too", () => {
  const row = (i: number) => ({
    key: `k${i}`,
    tier: "embedded",
    parameters: i % 2 === 0 ? ["tools", "seed"] : ["seed"],
  });
  const text = JSON.stringify(packColumns(Array.from({ length: 20 }, (_, i) => row(i)), { flat: [] }));
  assertEquals([text.split("embedded").length, text.split("tools").length, text.split("seed").length], [2, 2, 2]);
  assert(text.includes('"k19"'));
});
