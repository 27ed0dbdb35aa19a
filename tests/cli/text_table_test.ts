import fc from "fast-check";
import { assertEquals } from "@std/assert";
import { textTable } from "../../src/cli/_text_table.ts";

Deno.test("text stands at the left, numbers at the right, and no line ends in spaces", () => {
  const table = textTable([{ title: "name", align: "left" }, { title: "cost", align: "right" }, {
    title: "",
    align: "left",
  }], [
    ["a", "12.5", "x"],
    ["longer name", "3", ""],
  ]);
  assertEquals(table.split("\n"), [
    "name         cost",
    "───────────  ────  ─",
    "a            12.5  x",
    "longer name     3",
    "",
  ]);
});

Deno.test("a table without rows has its titles", () => {
  assertEquals(textTable([{ title: "name", align: "left" }], []), "name\n────\n");
});

Deno.test("characters that take two columns are counted so", () => {
  assertEquals(
    textTable([{ title: "x", align: "left" }, { title: "y", align: "right" }], [["日本", "1"], ["e\u0301", "2"]]),
    [
      "x     y",
      "────  ─",
      "日本  1",
      "e\u0301     2",
      "",
    ].join("\n"),
  );
});

Deno.test("all cells of a right column end at the same place", () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,12}$/);
  fc.assert(fc.property(fc.array(fc.tuple(word, word)), (rows) => {
    const lines = textTable([{ title: "a", align: "left" }, { title: "b", align: "right" }], rows).split("\n").slice(
      0,
      -1,
    );
    assertEquals(new Set(lines.map(({ length }) => length)).size, 1);
  }));
});
