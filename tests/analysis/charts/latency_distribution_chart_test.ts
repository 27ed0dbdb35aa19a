import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { UserError } from "../../../src/base/mod.ts";
import { latencyDistributionChart } from "../../../src/analysis/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

type Panel = { layer: object[] };

function panels(spec: ReturnType<typeof latencyDistributionChart>): Panel[] {
  return spec.hconcat as unknown as Panel[];
}

Deno.test("lines step from 0 at the fastest answer to 1 at the slowest; retries and failures do not count", async () => {
  const [ttft, latency] = panels(latencyDistributionChart(await frameOf(SMALL_RUN)));
  assertEquals(rowsOf(ttft.layer[0]), [
    { series: "a", ms: 10, share: 0 },
    { series: "a", ms: 10, share: 0.5 },
    { series: "a", ms: 20, share: 1 },
  ]);
  assertEquals(rowsOf(latency.layer[0]), [
    { series: "a", ms: 100, share: 0 },
    { series: "a", ms: 100, share: 0.5 },
    { series: "a", ms: 200, share: 1 },
    { series: "b", ms: 50, share: 0 },
    { series: "b", ms: 50, share: 1 },
  ]);
});

Deno.test("the median and the 95th percentile are marked with the summary's quantiles", async () => {
  const [, latency] = panels(latencyDistributionChart(await frameOf(SMALL_RUN)));
  assertEquals(rowsOf(latency.layer[1]), [
    { series: "a", share: 0.5, ms: 150, answers: 2 },
    { series: "a", share: 0.95, ms: 195, answers: 2 },
    { series: "b", share: 0.5, ms: 50, answers: 1 },
    { series: "b", share: 0.95, ms: 50, answers: 1 },
  ]);
});

Deno.test("answers that were not streamed have no first token: one panel is left", async () => {
  const frame = await frameOf(
    [1, 2].map((cellIndex) => makeAttempt({ cellIndex, ttftMs: null, latencyMs: cellIndex })),
  );
  const spec = latencyDistributionChart(frame);
  assertEquals(panels(spec).length, 1);
  assert(textsOf(await drawn(spec)).includes("Time to last byte (ms)"));
});

Deno.test("times that differ by a factor of ten stand on a logarithmic axis", async () => {
  const frame = await frameOf([1, 10].map((ms) => makeAttempt({ cellIndex: ms, ttftMs: 5, latencyMs: ms })));
  const texts = textsOf(await drawn(latencyDistributionChart(frame)));
  assert(texts.includes("Time to last byte (ms, logarithmic)"));
  assert(texts.includes("Time to first token (ms)"));
});

Deno.test("a line of many answers is thinned out, its slowest answers apart", async () => {
  const attempts = Array.from(
    { length: 3000 },
    (_, i) => makeAttempt({ cellIndex: i, ttftMs: null, latencyMs: i + 1 }),
  );
  const spec = latencyDistributionChart(await frameOf(attempts));
  const [latency] = panels(spec);
  const steps = rowsOf(latency.layer[0]);
  assertEquals(steps.length, 501);
  assertEquals(steps.at(-1), { series: attempts[0].endpoint, ms: 3000, share: 1 });
  for (const { ms, share } of steps.slice(1)) assertAlmostEquals(Number(share), Number(ms) / 3000, 1e-6);
  assertEquals(steps.slice(-150).map(({ ms }) => ms), Array.from({ length: 150 }, (_, i) => 2851 + i));
  assert(textsOf(await drawn(spec)).some((text) => text.endsWith("n: 3,000 answers a line")));
});

Deno.test("lines can be made by any column", async () => {
  const frame = await frameOf([0, 1].map((t) => makeAttempt({ cellIndex: t, axes: { temperature: t } })));
  const [ttft] = panels(latencyDistributionChart(frame, { by: "param_temperature" }));
  assertEquals(new Set(rowsOf(ttft.layer[0]).map(({ series }) => series)), new Set(["0", "1"]));
});

Deno.test("a run without answers cannot be drawn", async () => {
  const frame = await frameOf([makeAttempt({ status: "failed" })]);
  assertThrows(() => latencyDistributionChart(frame), UserError, "no answer whose latency is known");
});
