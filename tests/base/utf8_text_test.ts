import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { utf8Text } from "../../src/base/mod.ts";

Deno.test("a text gives the very same bytes back, and what gives none is no text", () => {
  const cases: [bytes: number[], text: string | null][] = [
    [[], ""],
    [[0xef, 0xbb, 0xbf, 0x61], "\ufeffa"],
    [[0xc3, 0xa9], "é"],
    [[0xc3], null],
    [[0xed, 0xa0, 0x80], null],
  ];
  for (const [bytes, text] of cases) assertEquals(utf8Text(Uint8Array.from(bytes)), text);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    const text = utf8Text(bytes);
    if (text !== null) assertEquals(new TextEncoder().encode(text), new Uint8Array(bytes));
  }));
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    assertEquals(utf8Text(new TextEncoder().encode(text)), text);
  }));
});
