import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ttftTpotChart } from "../../../src/analysis/charts/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { frameOf } from "../../support/small_run.ts";

function layers(spec: ReturnType<typeof ttftTpotChart>) {
  return (spec.layer as object[]).map(rowsOf);
}

/** Answers of one endpoint: the time to the first token and per token of each. */
function answers(...times: readonly (readonly [ttftMs: number | null, tpotMs: number | null])[]) {
  return frameOf(
    times.map(([ttftMs, tpotMs], cellIndex) => makeAttempt({ cellIndex, promptId: `p${cellIndex}`, ttftMs, tpotMs })),
  );
}

Deno.test("a point is the median of both times, and its cross the middle half", async () => {
  const [cloud, , , points] = layers(ttftTpotChart(await answers([10, 1], [20, 2], [30, 3], [40, 4], [50, 5])));
  assertEquals(cloud.map(({ x, y }) => [x, y]), [[10, 1], [20, 2], [30, 3], [40, 4], [50, 5]]);
  const [{ ttft, ttftLow, ttftHigh, tpot, tpotLow, tpotHigh, n, ttftSure }] = points;
  assertEquals([ttft, ttftLow, ttftHigh, tpot, tpotLow, tpotHigh, n], [30, 20, 40, 3, 2, 4, 5]);
  assertMatch(String(ttftSure), /^\d+ to \d+ ms \(median, BCa bootstrap, 2,000 resamples\)$/);
});

Deno.test("only answers that have both times count", async () => {
  const spec = ttftTpotChart(await answers([10, 1], [null, 2], [30, null]));
  assertEquals(layers(spec)[0].length, 1);
  assertEquals(layers(spec)[3][0].ttftSure, "–");
  const unstreamed = await answers([null, null]);
  assertThrows(() => ttftTpotChart(unstreamed), UserError, "no streamed answer of two tokens");
});

Deno.test("of many answers a sample is drawn, always the same, and the subtitle says so", async () => {
  const frame = await frameOf(makeAttempts({ cells: 4000, seed: "many" }));
  const spec = ttftTpotChart(frame);
  const [cloud] = layers(spec);
  assert(cloud.length > 1400 && cloud.length <= 1502, String(cloud.length));
  assertEquals(ttftTpotChart(frame), spec);
  assert(textsOf(await drawn(spec)).some((text) => text.includes("dots: a sample of answers")));
});

Deno.test("the medians are of all answers, not of the sample", async () => {
  const frame = await frameOf(makeAttempts({ cells: 4000, seed: "many" }));
  const points = layers(ttftTpotChart(frame))[3];
  assertEquals(points.map(({ n }) => Number(n) > 1900), [true, true]);
});

Deno.test("times that differ by a factor of ten stand on a logarithmic axis", async () => {
  const texts = textsOf(await drawn(ttftTpotChart(await answers([10, 1], [100, 2]))));
  assert(texts.includes("Time to first token (ms, logarithmic)"));
  assert(texts.includes("Time per output token (ms)"));
});
