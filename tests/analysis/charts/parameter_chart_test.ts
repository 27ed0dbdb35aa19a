import { assert, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { parameterChart } from "../../../src/analysis/mod.ts";
import type { JsonValue } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { frameOf } from "../../support/small_run.ts";

/** Two cells per value, of two prompts, with the scores 1 and 0 and the latencies 100 and 200. */
function values(...values: readonly JsonValue[]) {
  return frameOf(values.flatMap((temperature, i) =>
    [0, 1].map((k) =>
      makeAttempt({
        cellIndex: 2 * i + k,
        promptId: `p${k}`,
        axes: { temperature },
        score: 1 - k,
        latencyMs: 100 * (1 + k),
      })
    )
  ));
}

Deno.test("a value has its mean score and its median latency, both with an interval, n and the method", async () => {
  const spec = parameterChart(await values(0, 1));
  const [scores, latencies] = (spec.hconcat as object[]).map(rowsOf);
  const figures = (rows: { [field: string]: unknown }[]) =>
    rows.map(({ value, middle, low, high, n, prompts }) => [value, middle, low, high, n, prompts]);
  assertEquals(figures(scores), [[0, 0.5, 0, 1, 2, 2], [1, 0.5, 0, 1, 2, 2]]);
  assertEquals(figures(latencies), [[0, 150, 100, 200, 2, 2], [1, 150, 100, 200, 2, 2]]);
  assertEquals(scores[0].method, "mean, standard error, t with 1 df");
  assertEquals(latencies[0].method, "median, BCa bootstrap, 2,000 resamples");
});

const marks = (spec: ReturnType<typeof parameterChart>) =>
  (spec.hconcat as unknown as { layer: { mark: { type: string } }[] }[])[0].layer.map(({ mark }) => mark.type);

Deno.test("numbers have bands, other values bars, and one prompt neither", async () => {
  assertEquals(marks(parameterChart(await values(0, 1))), ["area", "line", "point"]);
  assertEquals(marks(parameterChart(await values("low", "high"))), ["rule", "line", "point"]);
  const alone = await frameOf([0, 1].map((t) => makeAttempt({ cellIndex: t, axes: { temperature: t } })));
  const spec = parameterChart(alone);
  assertEquals(marks(spec), ["line", "point"]);
  assert(textsOf(await drawn(spec)).includes("n: 1 cell a point"));
});

Deno.test("the subtitle says how intervals were made, and of how many prompts and cells", async () => {
  const texts = textsOf(await drawn(parameterChart(await values(0, 1)))).join(" ");
  assert(texts.includes("Bands: 95 % intervals by 2 prompts (t of the mean, bootstrap of the median)"), texts);
  assert(texts.includes("n: 2 cells a point"), texts);
});

Deno.test("numbers stand where they belong, a little aside for each series", async () => {
  const frame = await frameOf(
    ["a", "b"].flatMap((endpoint, k) =>
      [0, 1].map((temperature) => makeAttempt({ cellIndex: 2 * k + temperature, endpoint, axes: { temperature } }))
    ),
  );
  const [scores] = (parameterChart(frame).hconcat as object[]).map(rowsOf);
  assertEquals(scores.map(({ series, place }) => [series, place]), [
    ["a", -0.006],
    ["a", 0.994],
    ["b", 0.006],
    ["b", 1.006],
  ]);
});

Deno.test("the ticks are the values themselves", async () => {
  const texts = textsOf(await drawn(parameterChart(await values(0, 0.25, 1.2))));
  for (const tick of ["0", "0.25", "1.2"]) assert(texts.includes(tick), tick);
});

Deno.test("values that are no numbers stand side by side", async () => {
  const texts = textsOf(await drawn(parameterChart(await values("low", "high", ["a"]))));
  for (const tick of ["low", "high", '["a"]']) assert(texts.includes(tick), `${tick} in ${texts}`);
});

Deno.test("the parameter can be named with or without its prefix", async () => {
  const frame = await values(0, 1);
  assertEquals(
    parameterChart(frame, { parameter: "temperature" }),
    parameterChart(frame, { parameter: "param_temperature" }),
  );
});

Deno.test("a parameter that is not there, or none that varies, is an error", async () => {
  const frame = await values(0.5);
  assertThrows(() => parameterChart(frame, { parameter: "temprature" }), UserError, "param_temperature");
  assertThrows(() => parameterChart(frame), UserError, "none varies");
});

Deno.test("series that are values of a parameter have its name before them, endpoints have none", async () => {
  const frame = await frameOf(
    [0.5, 1].flatMap((topP, k) =>
      [0, 1].map((temperature) => makeAttempt({ cellIndex: 2 * k + temperature, axes: { temperature, top_p: topP } }))
    ),
  );
  const parameter = "temperature";
  const texts = textsOf(await drawn(parameterChart(frame, { parameter, by: "param_top_p" })));
  for (const text of ["top_p", "0.5", "1"]) assert(texts.includes(text), texts.join("; "));
  assert(!textsOf(await drawn(parameterChart(frame, { parameter }))).includes("top_p"));
});
