import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import pl from "nodejs-polars";
import { summarize } from "../../src/analysis/mod.ts";
import { readable } from "../../src/notebook/mod.ts";
import { frameOf, SMALL_RUN } from "../support/small_run.ts";

/** The cells of a table without its head, row by row. */
function cells(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].slice(1)
    .map(([, row]) => [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, text]) => text));
}

/** How one value of a column of this name is shown. */
function shown(name: string, value: unknown): string {
  const type = typeof value === "string" ? pl.Utf8 : typeof value === "boolean" ? pl.Bool : pl.Float64;
  return cells(readable(pl.DataFrame([pl.Series(name, [value], type)])).html)[0][0];
}

Deno.test("money is shown in dollars, with four digits that matter and no exponent", () => {
  assertEquals(shown("cost_usd", 4.3e-6), "$0.0000043");
  assertEquals(shown("cost_total_usd", 0.0123456), "$0.01235");
  assertEquals(shown("cost_usd", 1234.5), "$1235");
  assertEquals(shown("cost_usd", 0), "$0");
  assertEquals(shown("cost_usd", -0.5), "-$0.5");
});

Deno.test("times have one decimal, shares are percent, other reals have four digits", () => {
  assertEquals(shown("latency_p50_ms", 1234.5678), "1,234.6");
  assertEquals(shown("ok_rate", 0.98765), "98.8 %");
  assertEquals(shown("score_mean", 0.123456), "0.1235");
  assertEquals(shown("param_temperature", 0.30000000000000004), "0.3");
});

Deno.test("the values of a column have the same number of decimals", () => {
  const column = (name: string, values: (number | null)[]) =>
    cells(readable(pl.DataFrame([pl.Series(name, values, pl.Float64)])).html).map(([text]) => text);
  assertEquals(column("cost_mean_usd", [0.00000712, 0.0000039805]), ["$0.000007120", "$0.000003981"]);
  assertEquals(column("param_temperature", [0, 0.4, null, 1.2]), ["0.0", "0.4", "–", "1.2"]);
  assertEquals(column("score", [0, 1]), ["0", "1"]);
});

Deno.test("numbers that no table can show well are still shown", () => {
  assertEquals(shown("cost_usd", 1e-30), "$0.00000000000000000000");
  assertEquals(shown("score", Infinity), "Infinity");
});

Deno.test("counts have their thousands set apart, seeds do not", () => {
  assertEquals(shown("n", 12345), "12,345");
  assertEquals(shown("input_tokens", 12345), "12,345");
  assertEquals(shown("param_seed", 12345), "12345");
});

Deno.test("unknown is a dash, and neither zero nor empty", () => {
  assertEquals(shown("cost_usd", null), "–");
  assertEquals(shown("output", ""), "");
  assertEquals(shown("final", true), "true");
});

Deno.test("texts are escaped and cut off between characters", () => {
  assertEquals(shown("output", '<b onclick="x">&</b>'), "&lt;b onclick=&quot;x&quot;&gt;&amp;&lt;/b&gt;");
  assertEquals(shown("output", "🙂".repeat(100)), "🙂".repeat(79) + "…");
  assertFalse(readable(pl.DataFrame({ "<i>": [1] })).html.includes("<i>"));
});

Deno.test("a summary reads well", async () => {
  const { html } = readable(
    summarize(await frameOf(SMALL_RUN), "endpoint").select(
      "endpoint",
      "n",
      "ok_rate",
      "cost_total_usd",
      "latency_p50_ms",
      "score_mean",
    ),
  );
  assertEquals(cells(html), [
    ["m@a", "3", "66.7 %", "$0.875", "150.0", "0.5"],
    ["m@b", "2", "100.0 %", "–", "50.0", "0.5"],
  ]);
  assertStringIncludes(html, '<th style="text-align:left">endpoint</th><th style="text-align:right">n</th>');
});

Deno.test("rows beyond the limit are counted", async () => {
  const frame = await frameOf(SMALL_RUN);
  assertEquals(cells(readable(frame, { rows: 4 }).html).length, 4);
  assertStringIncludes(readable(frame, { rows: 4 }).html, "… and 2 more rows");
  assertStringIncludes(readable(frame, { rows: 5 }).html, "… and 1 more row<");
  assertFalse(readable(frame).html.includes("more row"));
});

Deno.test("a notebook shows the table, a viewer without HTML the plain text", async () => {
  const table = readable(await frameOf(SMALL_RUN));
  const symbol = Symbol.for("Jupyter.display");
  const bundle = (Reflect.get(table, symbol) as () => { [mime: string]: string })();
  assertEquals(bundle, { "text/html": table.html, "text/plain": table.text });
  assertEquals(Object.getOwnPropertyDescriptor(table, symbol)?.enumerable, false);
  assert(table.text.startsWith("shape: (6, "));
});

Deno.test("an empty frame is a table with a head only", async () => {
  const { html } = readable((await frameOf(SMALL_RUN)).head(0));
  assertEquals(cells(html), []);
  assertStringIncludes(html, ">latency_ms</th>");
});
