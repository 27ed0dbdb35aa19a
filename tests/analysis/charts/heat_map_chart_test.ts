import { assert, assertAlmostEquals, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { heatMapChart } from "../../../src/analysis/charts/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { Attempt, JsonValue } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { frameOf } from "../../support/small_run.ts";

/** One cell per prompt at each point of a grid; the score is made of the place and the prompt. */
function grid(
  { temperatures = [0, 1] as readonly JsonValue[], tops = [0.5, 0.9], prompts = 2 }: {
    readonly temperatures?: readonly JsonValue[];
    readonly tops?: readonly number[];
    readonly prompts?: number;
  } = {},
  change: (place: { t: number; p: number; prompt: number }) => Partial<Attempt> = () => ({}),
): Attempt[] {
  return temperatures.flatMap((temperature, t) =>
    tops.flatMap((top_p, p) =>
      Array.from({ length: prompts }, (_, prompt) =>
        makeAttempt({
          cellIndex: (t * tops.length + p) * prompts + prompt,
          promptId: `p${prompt}`,
          axes: { temperature, top_p },
          score: 0.25 * t + 0.5 * p + 0.25 * prompt,
          costUsd: "0.5",
          latencyMs: 100 * (1 + t + prompt),
          ...change({ t, p, prompt }),
        }))
    )
  );
}

const fields = (spec: ReturnType<typeof heatMapChart>) =>
  rowsOf(spec).map(({ x, y, text, n, prompts }) => [x, y, text, n, prompts]);

Deno.test("a field is the mean score at two values, with n and an interval", async () => {
  const spec = heatMapChart(await frameOf(grid()));
  assertEquals(fields(spec), [
    ["0", "0.5", "0.13", 2, 2],
    ["0", "0.9", "0.63", 2, 2],
    ["1", "0.5", "0.38", 2, 2],
    ["1", "0.9", "0.88", 2, 2],
  ]);
  assertEquals(rowsOf(spec)[0].sure, "0.00 to 1.00 (mean, standard error, t with 1 df)");
  const texts = textsOf(await drawn(spec));
  for (
    const text of ["0.13", "0.88", "temperature", "top_p", "Mean score (0 to 1)", "n: 2 cells of 2 prompts a field"]
  ) {
    assert(texts.includes(text), `${text} in ${texts}`);
  }
});

Deno.test("times are medians, costs are counted per so many cells, and answers are shares", async () => {
  const frame = await frameOf(grid({}, ({ t }) => t === 0 ? {} : { status: "failed", costUsd: null }));
  const first = (value: string) => rowsOf(heatMapChart(frame, { value }))[0];
  assertEquals(first("latency").text, "150");
  assertMatch(String(first("latency").sure), /^100 to 200 \(median, BCa bootstrap/);
  assertEquals(first("cost").text, "0.5");
  assertEquals(rowsOf(heatMapChart(frame, { value: "ok" })).map(({ text }) => text), ["1.00", "1.00", "0.00", "0.00"]);
  assertEquals(first("output_tokens").text, "5");
  assert(textsOf(await drawn(heatMapChart(frame, { value: "cost" }))).includes("Mean cost per cell (US$)"));
});

Deno.test("a field of which nothing is known has a dash, and the subtitle counts them", async () => {
  const known = grid({}, ({ t, p }) => t + p === 2 ? { score: null } : {}).filter(({ axes }) =>
    axes.temperature !== 0 || axes.top_p !== 0.5
  );
  const spec = heatMapChart(await frameOf(known));
  assertEquals(fields(spec).length, 2);
  const texts = textsOf(await drawn(spec));
  assertEquals(texts.filter((text) => text === "–").length, 2);
  assert(texts.join(" ").includes("–: nothing known of 2 of 4"), texts.join(" "));
});

Deno.test("the axes can be chosen, with or without their prefix", async () => {
  const frame = await frameOf(grid());
  const spec = heatMapChart(frame, { x: "top_p", y: "param_temperature" });
  assertEquals(fields(spec)[1].slice(0, 2), ["0.5", "1"]);
  assertEquals(heatMapChart(frame, { x: "param_top_p" }), spec);
  assertEquals(fields(heatMapChart(frame, { x: "endpoint", y: "prompt_id" })).length, 2);
  assertThrows(() => heatMapChart(frame, { x: "temprature" }), UserError, "temprature");
});

Deno.test("numbers grow upwards, and names are read downwards", async () => {
  type Encoded = { layer: { encoding: { y: { scale: { domain: string[] } } } }[] };
  const domain = (spec: unknown) => (spec as Encoded).layer[0].encoding.y.scale.domain;
  const frame = await frameOf(grid({ tops: [0.1, 0.5, 0.9] }));
  assertEquals(domain(heatMapChart(frame)), ["0.9", "0.5", "0.1"]);
  assertEquals(domain(heatMapChart(frame, { y: "prompt_id" })), ["p0", "p1"]);
});

Deno.test("rates are medians, which answers that came at once do not rule, and have no differences of means", async () => {
  const rates = [50, 9000, 60];
  const frame = await frameOf(grid({ prompts: 3 }, ({ prompt }) => ({ outputTps: rates[prompt] })));
  const chart = heatMapChart(frame, { value: "output_tps" });
  assertEquals(rowsOf(chart).map(({ text }) => text), ["60", "60", "60", "60"]);
  assert(textsOf(await drawn(chart)).some((text) => text.startsWith("Median output_tps (tokens/s)")));
  assertThrows(() => heatMapChart(frame, { value: "output_tps", against: frame }), UserError, 'take "tpot"');
});

Deno.test("against another run, fields are differences prompt by prompt, in colours around none", async () => {
  const [now, then] = [
    await frameOf(grid({ prompts: 4 })),
    await frameOf(grid({ prompts: 3 }, ({ t, p, prompt }) => ({
      score: 0.25 * t + 0.5 * p + 0.25 * prompt + (t === 0 ? 0.125 : prompt === 0 ? -0.25 : -0.125),
    }))),
  ];
  const spec = heatMapChart(now, { against: then });
  assertEquals(fields(spec), [
    ["0", "0.5", "−0.13", 3, 3],
    ["0", "0.9", "−0.13", 3, 3],
    ["1", "0.5", "+0.17", 3, 3],
    ["1", "0.9", "+0.17", 3, 3],
  ]);
  assertAlmostEquals(Number(rowsOf(spec)[2].value), 0.5 / 3);
  const [layer] = spec.layer as unknown as { encoding: { color: { scale: { domain: number[] } } } }[];
  const { domain } = layer.encoding.color.scale;
  assertAlmostEquals(domain[0], -domain.at(-1)!);
  const texts = textsOf(await drawn(spec)).join(" ");
  assert(texts.includes("This run minus the other, prompt by prompt · n: 3 prompts a field"), texts);
  assert(texts.includes("Difference of the mean score (−1 to 1)"), texts);
});

Deno.test("differences that are all the same have no interval, as that is no proof", async () => {
  const now = await frameOf(grid({ prompts: 4 }));
  for (const metric of ["score", "cost", "output_tokens"]) {
    const rows = rowsOf(heatMapChart(now, { against: now, value: metric }));
    for (const { sure } of rows) assertMatch(String(sure), /no interval as all values are the same/);
  }
});

Deno.test("figures that are all the same, and one single field, are drawn", async () => {
  const same = await frameOf(grid({}, () => ({ score: 0.5 })));
  await drawn(heatMapChart(same));
  await drawn(heatMapChart(same, { against: same }));
  await drawn(heatMapChart(await frameOf([makeAttempt()])));
});

Deno.test("many fields have no text, and long names are tilted", async () => {
  const temperatures = Array.from({ length: 30 }, (_, i) => `a-temperature-${i}`);
  const spec = heatMapChart(await frameOf(grid({ temperatures })), { x: "temperature", y: "top_p" });
  assert(!JSON.stringify(spec.layer).includes('"text","type":"nominal"'));
  assertMatch(await drawn(spec), /rotate\((-40|320)\)/);
});

Deno.test("an axis of too many values, or a run of which nothing is known, is an error", async () => {
  const temperatures = Array.from({ length: 51 }, (_, i) => i);
  const wide = await frameOf(grid({ temperatures, tops: [1], prompts: 1 }));
  assertThrows(() => heatMapChart(wide, { x: "temperature" }), UserError, "current value is 51");
  const unscored = await frameOf(grid({}, () => ({ score: null })));
  assertThrows(() => heatMapChart(unscored), UserError, 'current value is "score"');
});
