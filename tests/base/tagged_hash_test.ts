import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { taggedHash } from "../../src/base/mod.ts";

Deno.test("a tagged hash is its tag and 32 characters of SHA-256 in base64url", async () => {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode('{"a":1}'));
  const expected = btoa(String.fromCharCode(...new Uint8Array(digest))).replaceAll("+", "-").replaceAll("/", "_").slice(
    0,
    32,
  );
  assertEquals(taggedHash("cell", { a: 1 }), `cell_${expected}`);
  assertMatch(taggedHash("x", ""), /^x_[\w-]{32}$/);
});

Deno.test("a string is hashed as it is, a value by its canonical JSON", () => {
  assertEquals(taggedHash("t", '{"a":1,"b":2}'), taggedHash("t", { b: 2, a: 1 }));
  assertNotEquals(taggedHash("t", { a: 1 }), taggedHash("t", { a: 2 }));
});
