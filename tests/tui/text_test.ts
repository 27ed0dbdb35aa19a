import { assert, assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { columnWidths, cutTo, fitted, oneLine, widthOf, wrapped } from "../../src/tui/text/mod.ts";
import { tokensText, uptimeText } from "../../src/tui/screens/cell_texts.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("漢字", "👩‍🚀", "e\u0301", "🇫🇷🇩🇪", "한국어", "\u200b", "ﾞ"),
);

Deno.test("wide characters take two columns, combining ones none", () => {
  assertEquals(["a", "漢", "🚀", "👩‍🚀", "e\u0301", "…"].map(widthOf), [1, 2, 2, 2, 1, 1]);
});

Deno.test("a text that is too long is cut with …, and a wide character is never halved", () => {
  assertEquals(fitted("abcdef", 4), "abc…");
  assertEquals(fitted("漢字漢", 4), "漢… ");
  assertEquals(fitted("ab", 4, "right"), "  ab");
  assertEquals(cutTo("漢字", 3), "漢");
  assertEquals(fitted("abc", 0), "");
});

Deno.test("whatever a text is, it takes exactly the columns that it is fitted to", () => {
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 30 }), (some, columns) => {
    assertEquals(widthOf(fitted(oneLine(some), columns)), columns);
    assert(widthOf(cutTo(some, columns)) <= columns);
  }));
});

Deno.test("wrapped lines fit, and lose no word", () => {
  assertEquals(wrapped("one two three", 7), ["one two", "three"]);
  assertEquals(wrapped("abcdefghij", 4), ["abcd", "efgh", "ij"]);
  assertEquals(wrapped("a\n\nb", 4), ["a", "", "b"]);
  fc.assert(fc.property(text, fc.integer({ min: 2, max: 30 }), (some, columns) => {
    const lines = wrapped(some, columns);
    assert(lines.every((line) => widthOf(line) <= columns && !line.includes("\n")));
  }));
  fc.assert(fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "漢") })), (words) => {
    const joined = words.filter((word) => word !== "").join(" ");
    assertEquals(wrapped(joined, 12).join("").replaceAll(" ", ""), joined.replaceAll(" ", ""));
  }));
});

Deno.test("columns never take more than there is, as long as some may leave", () => {
  const column = fc.record({
    title: fc.constant("x"),
    least: fc.integer({ min: 1, max: 10 }),
    most: fc.integer({ min: 10, max: 40 }),
    leaves: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(fc.property(fc.array(column, { minLength: 1, maxLength: 8 }), fc.nat(200), (columns, room) => {
    const widths = columnWidths(columns, room);
    const kept = widths.filter((width) => width > 0);
    assert(kept.reduce((sum, width) => sum + width, 0) + Math.max(0, kept.length - 1) <= room || kept.length === 0);
    widths.forEach((width, i) => assert(width === 0 || (width >= columns[i].least && width <= columns[i].most)));
  }));
});

Deno.test("tokens are told in the unit that their three digits are of, and a share is all only where it is", () => {
  assertEquals([null, 0, 999, 1000, 8192, 131_072, 999_499, 999_500, 1_048_576, 2_000_000].map(tokensText), [
    "–",
    "0",
    "999",
    "1k",
    "8.19k",
    "131k",
    "999k",
    "1M",
    "1.05M",
    "2M",
  ]);
  const up = (last1d: number | null) => uptimeText({ last5m: null, last30m: null, last1d });
  assertEquals([up(1), up(0.9997), up(0.0002), up(null)], ["100.0 %", "99.9 %", "0.1 %", "–"]);
});
