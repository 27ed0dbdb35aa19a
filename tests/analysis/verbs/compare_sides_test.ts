import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import {
  compare,
  compareSides,
  compareVariants,
  decide,
  detectable,
  type MetricComparison,
  pareto,
  rank,
} from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

/** One answer per prompt. */
function answers(scores: readonly number[], change: (i: number) => Partial<Attempt> = () => ({})): Attempt[] {
  return scores.map((score, i) =>
    makeAttempt({ cellIndex: i, promptId: `p${i}`, score, scores: { exact: score }, ...change(i) })
  );
}

function metric(metrics: readonly MetricComparison[], name: string): MetricComparison {
  return metrics.find((one) => one.metric === name)!;
}

const BASE = [0.1, 0.4, 0.2, 0.9, 0.5, 0.3, 0.6, 0.2, 0.7, 0.4, 0.3, 0.5];

Deno.test("a comparison's figures are those of the verb compare, and those that are computed by hand", async () => {
  const a = await frameOf(answers(BASE, (i) => ({ latencyMs: 100 + i, costUsd: "0.5" })));
  const b = await frameOf(
    answers(BASE.map((x, i) => x + 0.05 + 0.01 * (i % 3)), () => ({ latencyMs: 90, costUsd: "0.5" })),
  );
  const { metrics } = compareSides(a, b);
  assertEquals(metrics.map((one) => one.metric), ["score", "ok", "latency", "ttft", "tpot", "cost"]);
  const rows = compare(a, b, { metrics: metrics.map((one) => one.metric) }).toRecords();
  metrics.forEach((one, i) => {
    const { mean_a, mean_b, difference, low, high, p_value, p_adjusted, effect_size, n_pairs, method } = rows[i];
    assertEquals(
      [one.a.value, one.b.value, one.difference.value, one.difference.low, one.difference.high],
      [mean_a, mean_b, difference, low, high],
    );
    assertEquals(
      [one.pValue, one.pAdjusted, one.effectSize, one.prompts, one.method],
      [p_value, p_adjusted, effect_size, n_pairs, method],
    );
  });
  const score = metric(metrics, "score");
  assertAlmostEquals(score.difference.value!, 0.06, 1e-12);
  assertAlmostEquals(score.a.value!, BASE.reduce((sum, x) => sum + x, 0) / BASE.length, 1e-12);
  assertEquals([score.better, score.worse, score.equal, score.verdict], [12, 0, 0, "b"]);
  // Two of 2^12 sign patterns are as extreme.
  assertAlmostEquals(score.pValue!, 2 / 4096, 1e-12);
  const latency = metric(metrics, "latency");
  assertEquals([latency.verdict, latency.medians!.a, latency.medians!.b], ["b", 105.5, 90]);
  assertEquals(latency.medians!.difference.value, -15.5);
  assertEquals([metric(metrics, "cost").verdict, metric(metrics, "ok").verdict], ["same", "same"]);
  assertEquals(score.medians, null);
});

Deno.test("speed is compared by the time per token, which answers that came at once do not rule", async () => {
  // Fifty tokens a second and seventy; the last answer of both is two tokens in one chunk.
  const speed = (tpotMs: number) => ({ tpotMs, outputTps: 1000 / tpotMs });
  const a = await frameOf(answers(BASE, (i) => speed(i === 11 ? 0.05 : 20)));
  const b = await frameOf(answers(BASE, (i) => speed(i === 11 ? 0.02 : 14)));
  const { metrics } = compareSides(a, b);
  const tpot = metric(metrics, "tpot");
  assertEquals([tpot.unit, tpot.betterIs, tpot.verdict], ["ms", "lower", "b"]);
  assertAlmostEquals(tpot.a.value!, (11 * 20 + 0.05) / 12, 1e-12);
  assertAlmostEquals(tpot.relative!, -(11 * 6 + 0.03) / (11 * 20 + 0.05), 1e-12);
  assertEquals([tpot.medians!.a, tpot.medians!.b], [20, 14]);
});

Deno.test("no verb makes a mean of rates, and each names what to take", async () => {
  const frame = await frameOf([
    ...answers(BASE),
    ...answers(BASE, (i) => ({ cellIndex: BASE.length + i, endpoint: "other/b@two" })),
  ]);
  const metrics = ["output_tps"];
  const asked = [
    () => compareSides(frame, frame, { metrics }),
    () => compare(frame, frame, { metrics }),
    () => compareVariants(frame, { metrics }),
    () => rank(frame, { metric: "output_tps" }),
    () => decide(frame, { by: "endpoint", cost: "output_tps" }),
    () => detectable(frame, { metric: "output_tps" }),
    () => pareto(frame, { cost: "output_tps" }),
  ];
  for (const ask of asked) assertThrows(ask, UserError, 'take "tpot": current value is "output_tps"');
});

Deno.test("two variants of a run compare as compareVariants compares them", async () => {
  const frame = await frameOf([
    ...answers(BASE, () => ({ endpoint: "m@a" })),
    ...answers(BASE.map((x) => 1 - x), (i) => ({ endpoint: "m@b", cellIndex: 100 + i })),
  ]);
  const of = (endpoint: string) => frame.filter(pl.col("endpoint").eq(pl.lit(endpoint)));
  const { metrics } = compareSides(of("m@a"), of("m@b"), { metrics: ["score"] });
  const [row] = compareVariants(frame, { by: "endpoint", against: "m@a", metrics: ["score"] }).toRecords();
  assertEquals(
    [metrics[0].difference, metrics[0].pAdjusted],
    [{ value: row.difference, low: row.low, high: row.high }, row.p_adjusted],
  );
  const [plan] = detectable(frame, { by: "endpoint", against: "m@a" }).toRecords();
  assertEquals(metrics[0].detectable, plan.detectable);
  assertEquals(metrics[0].verdict, "unclear");
});

Deno.test("few prompts, other prompts and other scorers are told apart", async () => {
  const few = compareSides(await frameOf(answers([0, 0, 0])), await frameOf(answers([1, 0.9, 0.8])));
  assertEquals(metric(few.metrics, "score").verdict, "too few");
  assert(metric(few.metrics, "score").detectable! > 0);
  const other = compareSides(
    await frameOf(answers([0, 1])),
    await frameOf(answers([1, 1], (i) => ({ promptId: `q${i}`, scores: { exact: 1, judge: 0.5 } }))),
  );
  assertEquals(other.metrics.map(({ metric: name, verdict }) => [name, verdict])[1], ["score_exact", "none"]);
  assert(other.metrics.every(({ verdict, detectable }) => verdict === "none" && detectable === null));
  assertEquals(other.prompts, { both: [], onlyA: ["p0", "p1"], onlyB: ["q0", "q1"] });
  assertEquals(other.scorers, { both: ["exact"], onlyA: [], onlyB: ["judge"] });
});

Deno.test("what has no better side differs, and a lower cost is better", async () => {
  const a = await frameOf(answers(BASE, (i) => ({ retryWaitMs: 0, queueMs: i, costUsd: "0.5" })));
  const b = await frameOf(answers(BASE, (i) => ({ turn: 2, queueMs: i, costUsd: `0.${6 + i % 2}` })));
  const { metrics } = compareSides(a, b, { metrics: ["cost", "turn"] });
  assertEquals(metrics.map(({ verdict }) => verdict), ["a", "differ"]);
});
