import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { assertEquals } from "@std/assert";
import { cellsOf } from "../../../src/sweep/dataset/_cells_of.ts";

const CELL = fc.string({ unit: fc.constantFrom("a", '"', ",", "\t", "\n", "\r\n", " ", "é"), maxLength: 8 });

for (const delimiter of [",", "\t"]) {
  Deno.test(`a record has the cells that a parser of files finds, between ${JSON.stringify(delimiter)}`, () => {
    const end = fc.constantFrom("\n", "\r\n");
    const cells = fc.array(fc.tuple(CELL, fc.boolean()), { minLength: 2, maxLength: 5 });
    fc.assert(fc.property(cells, end, fc.nat(2), fc.nat(2), (cells, end, before, after) => {
      const written = cells.map(([cell, isPlain]) =>
        isPlain && !/[",\t\r\n]/.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`
      ).join(delimiter);
      const record = end.repeat(before) + written + end.repeat(after);
      const [expected] = parse(record, { delimiter, skip_empty_lines: true }) as unknown as string[][];
      assertEquals(cellsOf(record, delimiter), expected);
      assertEquals(expected, cells.map(([cell]) => cell));
    }));
  });
}

Deno.test("a record of one cell", () => {
  assertEquals([cellsOf("a\n", ","), cellsOf('"a\n"\r\n', ","), cellsOf('""', ",")], [["a"], ["a\n"], [""]]);
});
