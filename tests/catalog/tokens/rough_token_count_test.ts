import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { roughTokenCount } from "../../../src/catalog/tokens/mod.ts";

Deno.test("a rough count is a quarter of the bytes, whatever the script", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
    assertEquals(roughTokenCount(text), Math.ceil(new TextEncoder().encode(text).length / 4));
  }));
});
