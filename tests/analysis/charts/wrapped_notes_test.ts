import { assert, assertEquals } from "@std/assert";
import { wrappedNotes } from "../../../src/analysis/charts/_wrapped_notes.ts";
import { chartStyle } from "../../../src/analysis/charts/_style.ts";
import { textWidth } from "../../../src/analysis/charts/_text_width.ts";

const page = chartStyle({});

Deno.test("notes stand on one line as long as there is room, without the empty ones", () => {
  assertEquals(wrappedNotes(["bars: 95 %", "", "n: 12 cells"], page), ["Bars: 95 % · n: 12 cells"]);
  assertEquals(wrappedNotes(["", ""], page), []);
});

Deno.test("the sign n stays small", () => {
  assertEquals(wrappedNotes(["n: 12 cells", "left out: 2"], page), ["n: 12 cells · left out: 2"]);
});

Deno.test("a note without room begins a line, and one that is too long for any is broken between words", () => {
  const long = "a note of some words that says a good deal about what is drawn here and how it came about ".repeat(2)
    .trim();
  const lines = wrappedNotes(["first", long, "last"], page);
  assertEquals(lines.join(" ").replace(" · ", " "), `First ${long} last`);
  assertEquals(lines[0], "First");
  for (const line of lines) assert(textWidth(line, 11.5) * 1.18 <= 530, `${line} in a wide font`);
});

Deno.test("on a slide of a page's width, there is less room, as its texts are larger", () => {
  const notes = ["marks: median and 95th percentile", "n: 47 to 48 answers a line", "dashed: best"];
  assertEquals(wrappedNotes(notes, page).length, 1);
  assertEquals(wrappedNotes(notes, chartStyle({ size: "slide", width: 600 })).length, 2);
});
