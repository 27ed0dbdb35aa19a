import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import pl from "nodejs-polars";
import { readable } from "../../../src/analysis/mod.ts";

/** The texts of a table's body, row by row. */
function cellsOf(frame: pl.DataFrame): string[][] {
  const body = readable(frame).html.split("<tbody>")[1].split("</tbody>")[0];
  return [...body.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, text]) => text)
  );
}

Deno.test("figures of several units are shown in the unit of their row", () => {
  const frame = pl.DataFrame({
    metric: ["score", "cost", "latency", "cost"],
    unit: [null, "US$", "ms", "US$"],
    mean_a: [0.5, 0.000012, 1094.6, null],
    difference: [-0.25, -0.0000059, -531.7, 0.01],
    p_value: [0.02, 0.5, 1, 1],
  });
  assertEquals(cellsOf(frame).map((row) => row.slice(2)), [
    ["0.5", "-0.25", "0.02"],
    ["$0.000012", "-$0.0000059", "0.50"],
    ["1,095 ms", "-532 ms", "1.00"],
    ["–", "$0.0100000", "1.00"],
  ]);
});

Deno.test("a figure may have a unit of its own, its ends have it too", () => {
  const frame = pl.DataFrame({
    cost: [0.002],
    cost_low: [0.001],
    cost_high: [0.003],
    cost_unit: ["US$"],
    quality: [0.5],
  });
  assertEquals(cellsOf(frame)[0], ["$0.002", "$0.001", "$0.003", "US$", "0.5"]);
});

Deno.test("how figures were made stands below the table, whole, also of a wide one", () => {
  const method = `a bootstrap over <40> prompts, ${"and so on ".repeat(30)}`;
  const wide = Object.fromEntries(Array.from({ length: 25 }, (_, i) => [`x${i}`, [i, i]]));
  const { html } = readable(pl.DataFrame({ ...wide, n_pairs: [40, 40], method: [method, method] }));
  assertStringIncludes(html, `<small>method: ${method.replace("<40>", "&lt;40&gt;")}</small>`);
  assert(!html.includes(">method</th>"));
  assertStringIncludes(html.split("<details>")[0], ">n_<wbr>pairs</th>");
});

Deno.test("several methods are numbered", () => {
  const frame = pl.DataFrame({ x: [1, 2, 3], method: ["mean", "median", "mean"] });
  assertEquals(cellsOf(frame).map(([, number]) => number), ["1", "2", "1"]);
  const { html } = readable(frame);
  assertStringIncludes(html, "<small>method 1: mean</small></div><div><small>method 2: median</small>");
  assertEquals(readable(frame.head(0)).html.includes("<small>"), false);
});

Deno.test("a row without a method has no number, and no note is made of it", () => {
  const several = readable(pl.DataFrame({ x: [1, 2, 3], method: ["mean", null, "median"] })).html;
  assertStringIncludes(several, "<small>method 1: mean</small></div><div><small>method 2: median</small>");
  assert(!several.includes("method 3"));
  const one = readable(pl.DataFrame({ x: [1, 2], method: ["mean", null] })).html;
  assertStringIncludes(one, "<small>method: mean</small>");
  const none = readable(pl.DataFrame({ x: [1, 2], method: pl.Series("method", [null, null], pl.Utf8) })).html;
  assert(!none.includes("<small>method"));
});

Deno.test("a long key of an endpoint keeps its end, which tells it from others", () => {
  const key = `huggingfacetb/${"smollm2-135m-instruct-".repeat(4)}@llama.cpp/q4_0-cache`;
  const [[text]] = cellsOf(pl.DataFrame({ endpoint: [key] }));
  assert(text.startsWith("huggingfacetb/") && text.endsWith("@llama.cpp/q4_0-cache") && text.includes("…"));
  assertEquals([...text].length, 80);
});
