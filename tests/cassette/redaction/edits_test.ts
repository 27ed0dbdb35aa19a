import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { applyEdits, moveCuts } from "../../../src/cassette/redaction/_edits.ts";
import type { Cut } from "../../../src/spec/mod.ts";

/** A text, edits of it, and cuts. */
const edited = fc.tuple(
  fc.string({ minLength: 1, maxLength: 40 }),
  fc.array(fc.nat(40), { maxLength: 8 }),
  fc.array(fc.nat(40), { maxLength: 8 }),
).map(([text, marks, offsets]) => {
  const places = [...new Set(marks.map((mark) => mark % (text.length + 1)))].sort((a, b) => a - b);
  const edits = [];
  for (let i = 0; i + 1 < places.length; i += 2) {
    edits.push({ start: places[i], end: places[i + 1], replacement: "*".repeat(1 + places[i] % 5) });
  }
  const cuts = [0, ...offsets.map((offset) => offset % text.length)].sort((a, b) => a - b).map((at, i): Cut => [at, i]);
  return { text, edits, cuts };
});

Deno.test("what no edit touches stays, in its order", () => {
  fc.assert(fc.property(edited, ({ text, edits }) => {
    const marked = applyEdits(text, edits.map((edit) => ({ ...edit, replacement: "\0" })));
    const kept = [...text].length === text.length ? marked.split("\0") : [];
    for (const part of kept) assert(text.includes(part));
  }));
});

Deno.test("moved cuts are in order, within the text, and the first chunk still begins at 0", () => {
  fc.assert(fc.property(edited, ({ text, edits, cuts }) => {
    const moved = moveCuts(cuts, edits);
    const { length } = applyEdits(text, edits);
    assertEquals(moved[0][0], 0);
    for (let i = 0; i < moved.length; i++) {
      assert(moved[i][0] <= length);
      if (i > 0) assert(moved[i][0] > moved[i - 1][0] && moved[i][1] > moved[i - 1][1]);
    }
    assertEquals(moved.at(-1)![1], cuts.at(-1)![1], "the time of the last byte is kept");
  }));
});

Deno.test("a cut moves with the text in front of it", () => {
  const edits = [{ start: 2, end: 4, replacement: "xxxxx" }];
  assertEquals(moveCuts([[0, 1], [2, 2], [6, 3]], edits), [[0, 1], [2, 2], [9, 3]]);
});

Deno.test("a chunk that began inside an edit begins behind it", () => {
  const edits = [{ start: 2, end: 8, replacement: "x" }];
  assertEquals(moveCuts([[0, 1], [5, 2], [7, 3], [9, 4]], edits), [[0, 1], [3, 3], [4, 4]]);
});
