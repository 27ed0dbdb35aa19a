import { assert, assertEquals, assertThrows } from "@std/assert";
import { quantileLadderChart } from "../../../src/analysis/charts/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { drawn, rowsOf, textsOf } from "../../support/charts.ts";
import { millionRows } from "../../support/million_rows.ts";
import { frameOf } from "../../support/small_run.ts";

/** So many answers of as many prompts, with the latencies 1, 2, 3 … */
function answers(count: number, { prompts = count, streamed = false, endpoint = "m@a" } = {}) {
  return Array.from({ length: count }, (_, i) =>
    makeAttempt({
      cellIndex: i,
      cellId: `${endpoint} ${i}`,
      endpoint,
      promptId: `p${i % prompts}`,
      latencyMs: i + 1,
      ttftMs: streamed ? 5 : null,
    }));
}

function panels(spec: ReturnType<typeof quantileLadderChart>) {
  return (spec.hconcat as unknown as { layer: object[] }[]).map(({ layer }) => rowsOf(layer[2]));
}

const rungs = async (count: number) => panels(quantileLadderChart(await frameOf(answers(count))))[0];

Deno.test("a rung is the quantile with a bootstrap interval around it, n and the method", async () => {
  const [p50, , p90] = await rungs(101);
  assertEquals([p50.rung, p50.ms, p50.n], ["p50", 51, 101]);
  assertEquals([p90.rung, p90.ms], ["p90", 91]);
  assert(Number(p90.low) < 91 && Number(p90.high) > 91);
  // The interval of a sample's median has the ranks n/2 ± 0.98 √n: about ten places to both sides.
  assert(Math.abs(Number(p50.low) - 41) < 3 && Math.abs(Number(p50.high) - 61) < 3, `${p50.low} to ${p50.high}`);
  assertEquals(p50.interval, "median, BCa bootstrap, 2,000 resamples");
});

Deno.test("a quantile is drawn from so many answers on that one lies above it", async () => {
  const names = async (count: number) => (await rungs(count)).map(({ rung }) => rung);
  assertEquals(await names(6), ["p50"]);
  assertEquals(await names(36), ["p50", "p75", "p90"]);
  assertEquals(await names(71), ["p50", "p75", "p90"]);
  assertEquals(await names(72), ["p50", "p75", "p90", "p95"]);
  assertEquals(await names(368), ["p50", "p75", "p90", "p95", "p99"]);
  assertEquals(await names(3688), ["p50", "p75", "p90", "p95", "p99", "p99.9"]);
});

Deno.test("the subtitle says what is not drawn, and what intervals and n are", async () => {
  const texts = textsOf(await drawn(quantileLadderChart(await frameOf(answers(80, { prompts: 8 }))))).join("\n");
  assert(texts.includes("Bars: 95 % bootstrap interval by 8 prompts · n: 80 answers a line"), texts);
  assert(texts.includes("not drawn: p99 (needs 368), p99.9 (needs 3,688)"), texts);
});

Deno.test("where only some endpoints have too few answers, the subtitle says that too", async () => {
  const few = answers(6, { endpoint: "m@b" }).map((attempt) => ({ ...attempt, cellIndex: attempt.cellIndex + 100 }));
  const spec = quantileLadderChart(await frameOf([...answers(40), ...few]));
  assertEquals(panels(spec)[0].filter(({ series }) => series === "b").length, 1);
  assert(textsOf(await drawn(spec)).join(" ").includes("not drawn where n is smaller: p75 (needs 13)"));
});

Deno.test("answers of one prompt have quantiles without an interval", async () => {
  const spec = quantileLadderChart(await frameOf(answers(20, { prompts: 1 })));
  assertEquals(panels(spec)[0].map(({ low, high }) => [low, high]), [[null, null], [null, null]]);
  await drawn(spec);
});

Deno.test("many answers have Woodruff's intervals, and the subtitle says so", async () => {
  const spec = quantileLadderChart(millionRows({ rows: 50_000, endpoints: 2 }));
  const [p50] = panels(spec)[0];
  assertEquals(p50.interval, "quantile, Woodruff interval, clustered by 250 groups (CR1), t with 249 df");
  const texts = textsOf(await drawn(spec)).join(" ");
  assert(texts.includes("Bars: 95 % Woodruff interval by 250 prompts · n: 24,000 to 25,000 answers a line"), texts);
});

Deno.test("streamed answers get a panel for the first token", async () => {
  const spec = quantileLadderChart(await frameOf(answers(20, { streamed: true })));
  assertEquals(panels(spec).length, 2);
  const titles = textsOf(await drawn(spec));
  assert(titles.includes("Time to first token (ms)") && titles.includes("Time to last byte (ms)"));
});

Deno.test("too few answers, or none, are an error that says how many it needs", async () => {
  const few = await frameOf(answers(5));
  assertThrows(() => quantileLadderChart(few), UserError, "needs 6 answers");
  const failed = await frameOf(answers(9).map((attempt) => ({ ...attempt, status: "failed" as const })));
  assertThrows(() => quantileLadderChart(failed), UserError, "needs 6 answers");
});
