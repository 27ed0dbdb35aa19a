import fc from "fast-check";
import { assertEquals } from "@std/assert";
import { taggedHash } from "../../src/base/mod.ts";
import { taggedHashOfParts } from "../../src/base/tagged_hash_of_parts.ts";

Deno.test("a text in parts has the hash of the whole", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "binary" })), (parts) => {
    const long = [...parts, "x".repeat(70_000), ...parts];
    assertEquals(taggedHashOfParts("a", parts), taggedHash("a", parts.join("")));
    assertEquals(taggedHashOfParts("a", long), taggedHash("a", long.join("")));
  }));
});

Deno.test("a character may be cut in two anywhere", () => {
  const text = "x".repeat(65_535) + "😀" + "y".repeat(65_535) + "😀";
  assertEquals(taggedHashOfParts("a", text.split("")), taggedHash("a", text));
});
