import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { editDistance } from "../../src/base/mod.ts";

Deno.test("each insert, delete, replace and swap of neighbours is one edit", () => {
  for (const other of ["claudes", "clade", "claudi", "cluade"]) assertEquals(editDistance("claude", other), 1, other);
  assertEquals([editDistance("", "abc"), editDistance("abc", "abc"), editDistance("kitten", "sitting")], [3, 0, 3]);
});

Deno.test("the distance is the same both ways, 0 for the same text only, and at most the longer one's length", () => {
  fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
    const edits = editDistance(a, b);
    assertEquals(edits, editDistance(b, a));
    assertEquals(edits === 0, a === b);
    assert(edits >= Math.abs(a.length - b.length) && edits <= Math.max(a.length, b.length));
  }));
});
