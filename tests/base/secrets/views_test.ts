import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromLatin1, toLatin1, unescapedViews } from "../../../src/base/mod.ts";

Deno.test("Latin-1 is UTF-8 byte by byte, and back", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    assertEquals(fromLatin1(toLatin1(text)), text);
    assertEquals(toLatin1(text).length, new TextEncoder().encode(text).length);
  }));
});

Deno.test("the escapes of JSON strings are undone", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => {
    const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i).toString(16).padStart(4, "0"));
    const [view] = unescapedViews(units.map((unit) => `\\u${unit}`).join(""));
    assertEquals(view === undefined ? "" : fromLatin1(view.text), text);
  }));
});

Deno.test("what no escape stands in has no views", () => {
  assertEquals(unescapedViews("plain"), []);
  assertEquals(unescapedViews("100 % of \\x"), []);
});

Deno.test("a stretch of a view is traced to where it came from, and no escape is cut in two", () => {
  const [view] = unescapedViews("ab\\u0063d\\/\\n\\\\e");
  assertEquals(view.text, "abcd/\n\\e");
  const traced = (start: number, end: number) => {
    const source = view.source({ start, end });
    return "ab\\u0063d\\/\\n\\\\e".slice(source.start, source.end);
  };
  assertEquals(traced(0, 2), "ab");
  assertEquals(traced(1, 4), "b\\u0063d");
  assertEquals(traced(2, 3), "\\u0063");
  assertEquals(traced(4, 5), "\\/");
  assertEquals(traced(3, 8), "d\\/\\n\\\\e");
  const [url] = unescapedViews("x%C3%A9y");
  assertEquals([fromLatin1(url.text), url.source({ start: 2, end: 3 })], ["xéy", { start: 4, end: 7 }]);
});

Deno.test("any stretch of a view undoes to itself", () => {
  const spelled = fc.array(fc.constantFrom("a", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\\\", "%41", "é", "\\/"), {
    minLength: 1,
  });
  fc.assert(fc.property(spelled, fc.nat(), fc.nat(), (parts, a, b) => {
    const text = toLatin1(parts.join(""));
    for (const view of unescapedViews(text)) {
      const [start, end] = [a % (view.text.length + 1), b % (view.text.length + 1)].sort((x, y) => x - y);
      if (start === end) continue;
      const source = view.source({ start, end });
      assert(source.start < source.end);
      const again = unescapedViews(text.slice(source.start, source.end)).map(({ text }) => text);
      const piece = view.text.slice(start, end);
      assert([text.slice(source.start, source.end), ...again].some((reading) => reading.includes(piece)));
    }
  }));
});
