import { assert, assertEquals, assertThrows } from "@std/assert";
import { rank, rankingChart } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, sizeOf, textsOf } from "../../support/charts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

/** The scores of endpoints on prompts, the same prompts in every row. */
function scored(endpoints: { readonly [endpoint: string]: readonly (number | null)[] }) {
  const rows = Object.entries(endpoints).flatMap(([endpoint, scores]) =>
    scores.map((score, i) => makeAttempt({ endpoint, promptId: `p${i}`, score, axes: {} }))
  );
  return frameOf(rows.map((row, cellIndex) => ({ ...row, cellIndex })));
}

/** The rows of the chart in the middle. */
function variantsOf(spec: ReturnType<typeof rankingChart>) {
  const [middle] = spec.hconcat as object[];
  return rowsOf(middle);
}

const THREE = { "m@a": [0, 0, 1, 0], "m@b": [1, 1, 1, 0], "m@c": [1, 0, 1, 1] };

Deno.test("variants stand from the best to the worst, with the figures of the verb", async () => {
  const frame = await scored(THREE);
  const spec = rankingChart(frame);
  const rows = variantsOf(spec);
  assertEquals(rows.map(({ name, value }) => [name, value]), [["b", 0.75], ["c", 0.75], ["a", 0.25]]);
  const table = rank(frame, { by: "endpoint" });
  for (const [column, field] of [["value", "value"], ["low", "low"], ["high", "high"], ["p_best", "best"]]) {
    assertEquals(rows.map((row) => row[field]), table.getColumn(column).toArray());
  }
});

Deno.test("variants that may be the best are filled, and the subtitle says how that was found", async () => {
  const spec = rankingChart(await scored({ ...THREE, "m@z": [0, 0, 0, 0] }));
  assertEquals(variantsOf(spec).map(({ name, mayBeBest }) => [name, mayBeBest]), [
    ["b", true],
    ["c", true],
    ["a", false],
    ["z", false],
  ]);
  const texts = textsOf(await drawn(spec)).join("; ");
  assert(texts.includes("Mean over n = 4 prompts that all variants have"), texts);
  assert(texts.includes("bootstrap over 4 prompts, 10,000 resamples"), texts);
  assert(texts.includes("&lt; 1 %"), texts);
});

Deno.test("variants that all are as good share the first place", async () => {
  const same = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`m@p${i}`, [1, 1, 0]]));
  const spec = rankingChart(await scored(same));
  assertEquals(variantsOf(spec).length, 40);
  assert(variantsOf(spec).every(({ mayBeBest }) => mayBeBest));
  assert(textsOf(await drawn(spec)).some((text) => text.includes("left out: 20 worse variants")));
});

Deno.test("where low is better the lowest is first, in a unit that is readable", async () => {
  const rows = [["m@dear", "0.0004"], ["m@cheap", "0.0001"]].flatMap(([endpoint, costUsd], i) =>
    [0, 1, 2].map((p) => makeAttempt({ endpoint, costUsd, promptId: `p${p}`, cellIndex: 3 * i + p }))
  );
  const spec = rankingChart(await frameOf(rows), { metric: "cost" });
  assertEquals(variantsOf(spec).map(({ name, value }) => [name, value]), [["cheap", 0.1], ["dear", 0.4]]);
  assert(textsOf(await drawn(spec)).includes("Mean cost per 1,000 cells (US$)"));
});

Deno.test("every metric has its axis", async () => {
  const frame = await scored(THREE);
  for (
    const [metric, title] of [
      ["latency", "Mean time to last byte (ms)"],
      ["ttft", "Mean time to first token (ms)"],
      ["ok", "Mean share of cells answered (0 to 1)"],
      ["score_exact", "Mean score exact (0 to 1)"],
      ["output_tokens", "Mean output_tokens (tokens)"],
    ]
  ) {
    const texts = textsOf(await drawn(rankingChart(frame, { metric })));
    assert(texts.includes(title), `${title} is not among ${texts.join("; ")}`);
  }
});

Deno.test("only prompts that all variants have count, and a variant without any is left out", async () => {
  const spec = rankingChart(await scored({ "m@a": [1, 0, 1], "m@b": [1, null, 1], "m@c": [null, null, null] }));
  assertEquals(variantsOf(spec).map(({ name, value, prompts }) => [name, value, prompts]), [["a", 1, 3], ["b", 1, 2]]);
  const texts = textsOf(await drawn(spec)).join("; ");
  assert(texts.includes("n = 2 prompts") && texts.includes("left out: 1 variant without a figure"), texts);
});

Deno.test("parameters that vary make variants, under their names", async () => {
  const rows = [0, 0.5].flatMap((temperature) => [0, 1].map((p) => ({ temperature, p })))
    .map(({ temperature, p }, cellIndex) => makeAttempt({ cellIndex, promptId: `p${p}`, axes: { temperature } }));
  const spec = rankingChart(await frameOf(rows));
  assertEquals(variantsOf(spec).map(({ name }) => name).sort(), ["temperature 0", "temperature 0.5"]);
  assert(textsOf(await drawn(spec)).some((text) => text.startsWith("smollm2-135m@local/q4_0")));
});

/** The rows of prompts of endpoints whose temperatures vary. */
function atTemperatures(endpoints: readonly string[]) {
  const cells = endpoints.flatMap((endpoint) =>
    [0, 0.5, 1].flatMap((temperature) => [0, 1].map((p) => ({ endpoint, promptId: `p${p}`, axes: { temperature } })))
  );
  return frameOf(cells.map((cell, cellIndex) => makeAttempt({ ...cell, cellIndex })));
}

Deno.test("names have room at the axis in fonts that are wider than the chart's own", async () => {
  const spec = rankingChart(await atTemperatures(["m@box/q4_0", "m@box/q4_1"]));
  const names = variantsOf(spec).map(({ name }) => String(name));
  assert(names.includes("q4_1, temperature 0.5"), names.join("; "));
  const [{ layer }] = spec.hconcat as unknown as [{ layer: { encoding: { y: { axis: { labelLimit: number } } } }[] }];
  // What DejaVu Sans takes for it at 11 pixels.
  const widest = 124;
  for (const { encoding } of layer) assert(encoding.y.axis.labelLimit > widest, String(encoding.y.axis.labelLimit));
});

Deno.test("rows with long names can be told apart at the axis, and keep their whole names", async () => {
  const spec = rankingChart(
    await atTemperatures(["qwen3-235b-a22b-thinking-2507@openrouter/fireworks", "llama-3.3-70b-instruct@openrouter/b"]),
  );
  const names = variantsOf(spec).map(({ name }) => String(name));
  assert(names.includes("qwen3-235b-a22b-thinking-2507@openrouter/fireworks, temperature 0.5"), names.join("; "));
  const svg = await drawn(spec);
  const shown = textsOf(svg).filter((text) => text.includes("temperature"));
  assertEquals([shown.length, new Set(shown).size], [6, 6], shown.join("; "));
  assert(sizeOf(svg)[0] <= 612, String(sizeOf(svg)[0]));
});

Deno.test("one prompt has no ranks, and no prompt no chart", async () => {
  const texts = textsOf(await drawn(rankingChart(await frameOf(SMALL_RUN.slice(0, 2)))));
  assert(texts.some((text) => text.includes("too few prompts for ranks")), texts.join("; "));
  const apart = await scored({ "m@a": [1, null], "m@b": [null, 1] });
  assertThrows(() => rankingChart(apart), UserError, "no prompt has a figure of all");
});
