import { assert, assertEquals } from "@std/assert";
import { clipped, fittedTable } from "../../src/cli/_fitted_table.ts";

const COLUMNS = [
  { title: "name", align: "left", least: 6 },
  { title: "n", align: "right" },
  { title: "text", align: "left", least: 4 },
] as const;
const ROWS = [["a".repeat(20), "12345", "b".repeat(30)]];

Deno.test("a table is cut to the terminal where its columns can be, the widest first", () => {
  const lines = fittedTable(COLUMNS, ROWS, { isTerminal: true, columns: 40 }).split("\n");
  for (const line of lines) assert(line.length <= 40, line);
  assertEquals(lines[2], `${"a".repeat(14)}…  12345  ${"b".repeat(15)}…`);
});

Deno.test("columns keep the least that they need, and elsewhere than on a terminal all", () => {
  const [, , row] = fittedTable(COLUMNS, ROWS, { isTerminal: true, columns: 5 }).split("\n");
  assertEquals(row, "aaaaa…  12345  bbb…");
  assertEquals(fittedTable(COLUMNS, ROWS, { isTerminal: false, columns: 5 }).split("\n")[2].length, 59);
});

Deno.test("a text becomes one line", () => {
  assertEquals(clipped("a\n  b\tc", 80), "a b c");
  assertEquals(clipped("abcdef", 4), "abc…");
});

Deno.test("what is never cut has the room of the columns that may be left out, one after the other", () => {
  const columns = [
    { title: "id", align: "left" },
    { title: "can", align: "left", least: 8, leaves: 2 },
    { title: "lists", align: "left", least: 8, leaves: 1 },
  ] as const;
  const id = "a".repeat(30);
  const rows = [[id, "b".repeat(20), "c".repeat(20)]];
  const at = (width: number) => fittedTable(columns, rows, { isTerminal: true, columns: width }).split("\n");
  assertEquals(at(80)[2], rows[0].join("  "));
  assertEquals(at(50)[2], `${id}  ${"b".repeat(7)}…  ${"c".repeat(7)}…`);
  assertEquals(at(49).map((line) => line.length), [35, 49, 49, 0]);
  assertEquals(at(39), ["id", "─".repeat(30), id, ""]);
});
