import { assertEquals, assertStrictEquals } from "@std/assert";
import fc from "fast-check";
import { joinBytes } from "../../src/base/mod.ts";

Deno.test("chunks are joined in their order", () => {
  fc.assert(fc.property(fc.array(fc.uint8Array()), (chunks) => {
    assertEquals([...joinBytes(chunks)], chunks.flatMap((chunk) => [...chunk]));
  }));
});

Deno.test("one chunk is not copied", () => {
  const chunk = new Uint8Array([1, 2]);
  assertStrictEquals(joinBytes([chunk]), chunk);
});
