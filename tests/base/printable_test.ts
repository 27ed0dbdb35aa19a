import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { printable } from "../../src/base/mod.ts";

Deno.test("a text keeps its lines and tabs, and loses what moves a terminal or turns letters around", () => {
  assertEquals(printable("one\r\n\ttwo\n漢字 👩‍🚀"), "one\n\ttwo\n漢字 👩‍🚀");
  assertEquals(printable("\x1b[2J\x1b]0;title\x07\x9b31m\u202egnp.exe"), "�[2J�]0;title��31m�gnp.exe");
});

Deno.test("whatever a text is, nothing of it reaches the terminal as a control sequence", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    for (const character of printable(text)) {
      const code = character.codePointAt(0)!;
      assert(code >= 0x20 && !(code >= 0x7f && code <= 0x9f) || code === 9 || code === 10, `U+${code.toString(16)}`);
    }
  }));
});
