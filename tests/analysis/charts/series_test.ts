import { assert, assertEquals } from "@std/assert";
import { seriesLook } from "../../../src/analysis/charts/_series.ts";
import { chartStyle } from "../../../src/analysis/charts/_style.ts";
import { textWidth } from "../../../src/analysis/charts/_text_width.ts";
import type { JsonObject } from "../../../src/spec/mod.ts";

const names = (count: number) => Array.from({ length: count }, (_, i) => `series ${i}`);

function range(encoding: JsonObject): unknown[] {
  return (encoding.scale as { range: unknown[] }).range;
}

Deno.test("each of 49 series has a pair of colour and shape of its own", () => {
  const look = seriesLook(names(49), { width: 600, style: chartStyle({}) });
  const pairs = range(look.color).map((color, i) => `${color} ${range(look.shape)[i]}`);
  assertEquals(new Set(pairs).size, 49);
});

Deno.test("series keep their looks when others come behind them", () => {
  assertEquals(
    range(seriesLook(names(9), { width: 600, style: chartStyle({}) }).color).slice(0, 3),
    range(seriesLook(names(3), { width: 600, style: chartStyle({}) }).color),
  );
});

Deno.test("a legend takes more rows when it is narrow, and at least one name stands in a row", () => {
  const rows = (count: number, width: number) =>
    1 + seriesLook(names(count), { width: width, style: chartStyle({}) }).extraHeight / 16;
  assertEquals([rows(2, 600), rows(12, 600), rows(12, 300), rows(3, 10)], [1, 2, 4, 3]);
});

Deno.test("a text's width grows with its size and its characters", () => {
  assertEquals(textWidth("", 12), 0);
  assertEquals(textWidth("mm", 24), 2 * textWidth("mm", 12));
  assert(textWidth("iii", 12) < textWidth("nnn", 12) && textWidth("nnn", 12) < textWidth("WWW", 12));
  assertEquals(textWidth("日本", 10), 20);
});

Deno.test("the estimate is near to what Helvetica measures", () => {
  // The advance widths of Helvetica's font metrics, in thousandths of the size.
  assert(Math.abs(textWidth("Mean cost per cell (US$)", 1000) - 11003) < 600);
  assert(Math.abs(textWidth("Time to first token (ms)", 1000) - 10224) < 600);
});
