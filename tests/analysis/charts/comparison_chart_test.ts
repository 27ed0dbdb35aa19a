import { assert, assertEquals, assertThrows } from "@std/assert";
import polars from "nodejs-polars";
import { compare, comparisonChart } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { frameOf } from "../../support/small_run.ts";
import { assertSvgSnapshot } from "../../support/svg_snapshot.ts";

/** A run: the latencies of endpoints on prompts. */
function timed(endpoints: { readonly [endpoint: string]: readonly number[] }, runId = "run_1") {
  const rows = Object.entries(endpoints).flatMap(([endpoint, latencies]) =>
    latencies.map((latencyMs, i) => makeAttempt({ endpoint, promptId: `p${i}`, latencyMs, axes: {} }))
  );
  const frame = frameOf(rows.map((row, cellIndex) => ({ ...row, cellIndex })));
  return frame.then((frame) => frame.withColumn(polars.lit(runId).alias("run_id")));
}

/** The rows of the panel of slopes and of that of differences. */
function panelsOf(spec: ReturnType<typeof comparisonChart>) {
  const [slopes, differences] = spec.hconcat as object[];
  return { slopes: rowsOf(slopes), differences: rowsOf(differences) };
}

const TIMES = [100, 120, 140, 160, 180, 200, 220, 240];
const BEFORE = { "m@a": TIMES, "m@b": TIMES, "m@c": TIMES };
const AFTER = {
  "m@a": TIMES.map((ms, i) => ms + (i % 2 === 0 ? 10 : -10)),
  "m@b": TIMES.map((ms, i) => ms + 50 + i),
  "m@c": TIMES.map((ms, i) => ms - 40 - i),
};

Deno.test("both sides and the difference are those of the verb, the greatest difference first", async () => {
  const [a, b] = [await timed(BEFORE), await timed(AFTER)];
  const { slopes, differences } = panelsOf(comparisonChart(a, b, { metric: "latency" }));
  assertEquals(differences.map(({ name, value, significant }) => [name, value, significant]), [
    ["b", 53.5, true],
    ["a", 0, false],
    ["c", -43.5, true],
  ]);
  assertEquals(slopes.filter(({ series }) => series === "b").map(({ side, value }) => [side, value]), [
    ["a", 170],
    ["b", 223.5],
  ]);
  const table = compare(a, b, { by: "endpoint", metrics: ["latency"] }).sort("difference", true);
  for (const [column, field] of [["low", "low"], ["high", "high"], ["p_adjusted", "p"], ["n_pairs", "prompts"]]) {
    assertEquals(differences.map((row) => row[field]), table.getColumn(column).toArray().map(Number));
  }
});

Deno.test("means have their own intervals, around the means", async () => {
  const { slopes } = panelsOf(comparisonChart(await timed(BEFORE), await timed(AFTER), { metric: "latency" }));
  // Eight prompts 20 ms apart: a standard deviation of 48.99, and 2.365 standard errors with 7 degrees of freedom.
  const [{ low, high }] = slopes.filter(({ series, side }) => series === "b" && side === "a");
  assertEquals([Number(low).toFixed(1), Number(high).toFixed(1)], ["129.0", "211.0"]);
});

Deno.test("n, the test and its correction stand below the title", async () => {
  const spec = comparisonChart(await timed(BEFORE), await timed(AFTER), { metric: "latency" });
  const texts = textsOf(await drawn(spec));
  const all = texts.join("; ");
  for (const part of ["Over n = 8 paired prompts", "lower is better", "permutation test", "3 tests (Holm)"]) {
    assert(all.includes(part), `${part} is not in ${all}`);
  }
  for (const text of ["p (Holm)", "n", "Difference: b less a (ms)", "Mean time to last byte (ms)"]) {
    assert(texts.includes(text), all);
  }
  const plain = comparisonChart(await timed(BEFORE), await timed(AFTER), { metric: "latency", correction: "none" });
  assert(textsOf(await drawn(plain)).join("; ").includes("p-values not corrected"));
});

Deno.test("a comparison is drawn as it was looked at", async () => {
  const labels = ["Monday", "Friday"] as const;
  const spec = comparisonChart(await timed(BEFORE), await timed(AFTER), { metric: "latency", labels });
  await assertSvgSnapshot(`${import.meta.dirname}/snapshots/comparison_latency.svg`, await drawn(spec));
});

Deno.test("sides are called by their runs, else by what tells them apart", async () => {
  const named = async (a: ReturnType<typeof timed>, b: ReturnType<typeof timed>) =>
    textsOf(await drawn(comparisonChart(await a, await b, { metric: "latency" })));
  const [one, other] = ["run_20260102-101500-abcdef01", "run_20260103-101500-abcdef02"];
  assert((await named(timed(BEFORE, one), timed(AFTER, other))).includes("2026-01-03 10:15 against 2026-01-02 10:15"));
  const endpoints = await named(timed({ "m@x/fp8": TIMES }), timed({ "m@x/fp16": TIMES }));
  assert(
    endpoints.includes("fp16 against fp8") && endpoints.some((text) => text.includes("m@x")),
    endpoints.join("; "),
  );
  assert((await named(timed(BEFORE), timed(BEFORE))).includes("b against a"));
});

Deno.test("two endpoints are compared as a whole, on the same prompts", async () => {
  const spec = comparisonChart(await timed({ "m@x": TIMES }), await timed({ "m@y": TIMES.map((ms) => ms + 5) }), {
    metric: "latency",
  });
  assertEquals(panelsOf(spec).differences.map(({ name, value }) => [name, value]), [["all", 5]]);
});

Deno.test("what one side alone has is left out and counted", async () => {
  const spec = comparisonChart(await timed({ ...BEFORE, "m@d": TIMES }), await timed(AFTER), { metric: "latency" });
  assertEquals(panelsOf(spec).differences.length, 3);
  assert(textsOf(await drawn(spec)).join("; ").includes("left out: 1 variant without a prompt on both sides"));
  const other = (await timed(AFTER)).withColumn(polars.lit("elsewhere").alias("prompt_id"));
  const before = await timed(BEFORE);
  assertThrows(() => comparisonChart(before, other), UserError, "no prompt is in both");
});

Deno.test("of very many variants those of the greatest differences are drawn", async () => {
  const many = (by: number) =>
    timed(Object.fromEntries(Array.from({ length: 34 }, (_, i) => [`m@p${i}`, [100 + i * by, 200 + i * by]])));
  const spec = comparisonChart(await many(0), await many(1), { metric: "latency" });
  const names = panelsOf(spec).differences.map(({ name }) => name);
  assertEquals([names.length, names[0], names.includes("p3")], [30, "p33", false]);
  assert(textsOf(await drawn(spec)).join("; ").includes("left out: 4 with smaller differences"));
});

Deno.test("which side is taken off which is told by axis, tooltip and description, however long the names are", async () => {
  const [a, b] = [await timed(BEFORE), await timed(AFTER)];
  const short = comparisonChart(a, b, { metric: "latency", labels: ["q4_1", "q4_0"] });
  assert(textsOf(await drawn(short)).includes("Difference: q4_0 less q4_1 (ms)"));
  assert(JSON.stringify(short).includes('"title":"q4_0 less q4_1 (ms)"'));
  assert(short.description!.toString().includes("q4_0 less q4_1: b 53.5, a 0 and c -43.5"), String(short.description));
  const [old, young] = ["the prompt as it was on the last Monday", "the prompt as it was rewritten on Friday"];
  const long = comparisonChart(a, b, { metric: "latency", labels: [old, young], width: 500 });
  const [, { layer }] = long.hconcat as unknown as { layer: { encoding: { x: { title: string[] } } }[] }[];
  const title = layer[0].encoding.x.title;
  assert(title.length > 1, title.join("; "));
  assertEquals(title.join(" "), `Difference: ${young} less ${old} (ms)`);
});

Deno.test("numbers of resamples have their thousands apart, whatever they are of", async () => {
  const times = Array.from({ length: 24 }, (_, i) => 100 + 7 * i);
  const spec = comparisonChart(await timed({ m: times }), await timed({ m: times.map((ms, i) => ms + (i * i) % 11) }), {
    metric: "latency",
  });
  const text = JSON.stringify(spec);
  assert(text.includes("10,000 resamples") && !text.includes("10000 resamples"), text);
});
