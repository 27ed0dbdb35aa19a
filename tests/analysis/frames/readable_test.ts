import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import pl from "nodejs-polars";
import { displayFrame, readable, summarize } from "../../../src/analysis/mod.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

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

Deno.test("shares are percent, other reals have four digits", () => {
  assertEquals(shown("ok_rate", 0.98765), "98.8 %");
  assertEquals(shown("score_mean", 0.123456), "0.1235");
  assertEquals(shown("param_temperature", 0.30000000000000004), "0.3");
});

Deno.test("times have a unit: milliseconds below ten seconds, then seconds and minutes", () => {
  assertEquals(shown("latency_p50_ms", 1234.5678), "1,235 ms");
  assertEquals(shown("ttft_ms", 12.345), "12.3 ms");
  assertEquals(shown("tpot_p99_ms_low", 1.2345), "1.23 ms");
  assertEquals(shown("latency_ms", 10_000), "10.0 s");
  assertEquals(shown("latency_ms", -12_340), "-12.3 s");
  assertEquals(shown("latency_ms", 125_000), "125 s");
  assertEquals(shown("elapsed_ms", 600_000), "10.0 min");
  assertEquals(shown("latency_ms", 0), "0.00 ms");
});

Deno.test("bounds, errors and sides of a comparison are of the kind of their figure, parameters of none", () => {
  assertEquals(shown("ok_rate_low", 0.5), "50.0 %");
  assertEquals(shown("error_share", 0.5), "50.0 %");
  assertEquals(shown("cost_usd_difference", -0.002), "-$0.002");
  assertEquals(shown("cost_mean_usd_high", 0.002), "$0.002");
  assertEquals(shown("latency_ms_b", 1500), "1,500 ms");
  assertEquals(shown("rate_limited", 3), "3");
  assertEquals(shown("param_wait_ms", 20_000), "20000");
  assertEquals(shown("n_prompts", 12345), "12,345");
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
  const { html } = readable(pl.DataFrame({ output: ['"' + "a".repeat(99), "b".repeat(3000)] }));
  assertStringIncludes(html, `title="&quot;${"a".repeat(99)}">`);
  assertStringIncludes(html, `title="${"b".repeat(999)}…">`);
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
    ["m@a", "3", "66.7 %", "$0.875", "150 ms", "0.5"],
    ["m@b", "2", "100.0 %", "–", "50 ms", "0.5"],
  ]);
  assertStringIncludes(
    html,
    '<th scope="col" style="text-align:left">endpoint</th><th scope="col" style="text-align:right">n</th>',
  );
});

Deno.test("the caption tells the size, and how many rows are shown", () => {
  const frame = pl.DataFrame({ a: Array.from({ length: 1234 }, (_, i) => i), b: Array(1234).fill("x") });
  const captionOf = (html: string) => html.match(/<caption[^>]*>(.*?)<\/caption>/)![1];
  assertEquals(captionOf(readable(frame).html), "The first 50 of 1,234 rows × 2 columns");
  assertEquals(cells(readable(frame).html).length, 50);
  assertEquals(captionOf(readable(frame, { rows: 4 }).html), "The first 4 of 1,234 rows × 2 columns");
  assertEquals(cells(readable(frame, { rows: 4 }).html).length, 4);
  assertEquals(captionOf(readable(frame.head(1)).html), "1 row × 2 columns");
});

Deno.test("of a wide frame, what is the same in every row stands below, once", async () => {
  const frame = await frameOf(SMALL_RUN);
  const { html } = readable(frame);
  const [table, same] = html.split("<details>");
  assertStringIncludes(table, `× ${frame.width} columns`);
  assertStringIncludes(table, ">latency_<wbr>ms</th>");
  assertFalse(table.includes(">run_<wbr>id</th>"));
  assertStringIncludes(same, '<th scope="row" style="text-align:left">run_id</th>');
  const inTable = table.split("<th ").length - 1;
  const below = same.split("<th ").length - 1;
  assertEquals(inTable + below, frame.width);
  assertStringIncludes(same, `<summary>${below} columns more, the same in every row</summary>`);
});

Deno.test("a column whose first rows alone are the same stays in the table", () => {
  const names = Array.from({ length: 25 }, (_, i) => `c${i}`);
  const frame = pl.DataFrame([
    ...names.map((name) => pl.Series(name, Array(30).fill("same"), pl.Utf8)),
    pl.Series("late", [...Array(29).fill("a"), "b"], pl.Utf8),
  ]);
  const [table, same] = readable(frame).html.split("<details>");
  assertStringIncludes(table, ">late</th>");
  assertStringIncludes(same, "25 columns more");
});

Deno.test("counts of 64 bits without a sign, lists and structures are shown", () => {
  const shownFrame = (values: ReturnType<typeof pl.Series>) => cells(readable(pl.DataFrame([values])).html)[0][0];
  assertEquals(shownFrame(pl.Series("n", [12345n], pl.UInt64)), "12,345");
  assertEquals(shownFrame(pl.Series("list", [["a", "b"]])), "[&quot;a&quot;,&quot;b&quot;]");
});

Deno.test("a notebook shows the table, a viewer without HTML the plain text", async () => {
  const table = readable(await frameOf(SMALL_RUN));
  const symbol = Symbol.for("Jupyter.display");
  const bundle = (Reflect.get(table, symbol) as () => { [mime: string]: string })();
  assertEquals(bundle, { "text/html": table.html, "text/plain": table.text });
  assertEquals(Object.getOwnPropertyDescriptor(table, symbol)?.enumerable, false);
  assert(table.text.startsWith("shape: (6, "));
});

Deno.test("a frame shows itself as the table, and stays as it is otherwise", async () => {
  const frame = (await frameOf(SMALL_RUN)).select("endpoint", "cost_usd");
  const before = { columns: frame.columns, text: frame.toString(), json: JSON.stringify(frame) };
  assert(displayFrame(frame, { rows: 2 }) === frame);
  const show = Reflect.get(frame, Symbol.for("Jupyter.display")) as () => { [mime: string]: string };
  assertEquals(show(), { "text/html": readable(frame, { rows: 2 }).html, "text/plain": before.text });
  assertEquals({ columns: frame.columns, text: frame.toString(), json: JSON.stringify(frame) }, before);
  assertEquals(Object.keys(frame), ["endpoint", "cost_usd"]);
  assert(frame.frameEqual(frame.clone()));
  assertEquals(frame.filter(pl.col("endpoint").eq(pl.lit("m@b"))).height, 2);
});

Deno.test("what loads and sums up gives frames that show themselves", async () => {
  const frame = await frameOf(SMALL_RUN);
  for (const one of [frame, summarize(frame, "endpoint")]) {
    const show = Reflect.get(one, Symbol.for("Jupyter.display")) as () => { [mime: string]: string };
    assertStringIncludes(show()["text/html"], "<caption");
  }
});

Deno.test("an empty frame is a table with a head only", async () => {
  const { html } = readable((await frameOf(SMALL_RUN)).head(0));
  assertEquals(cells(html), []);
  assertStringIncludes(html, ">latency_<wbr>ms</th>");
});
