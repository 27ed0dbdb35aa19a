import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import pl from "nodejs-polars";
import { summarize, summarizeAttempts } from "../../../src/analysis/mod.ts";
import { collectShape, resultColumns } from "../../../src/ledger/mod.ts";
import { bootstrapInterval, clusteredMean, quantileIntervals, wilsonInterval } from "../../../src/statistics/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { iterate } from "../../support/iterate.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

Deno.test("each figure has its interval behind it, the others stay as they were", async () => {
  const frame = await frameOf(makeAttempts({ cells: 200, seed: "beside" }));
  const [plain, sure] = [summarize(frame, "endpoint"), summarize(frame, "endpoint", { intervals: true })];
  assertEquals(sure.select(...plain.columns).toRecords(), plain.toRecords());
  const added = sure.columns.filter((name) => !plain.columns.includes(name));
  assertEquals(added.filter((name) => !/_p\d+_ms_/.test(name)), [
    "n_prompts",
    "ok_rate_low",
    "ok_rate_high",
    "cost_mean_usd_low",
    "cost_mean_usd_high",
    "score_mean_se",
    "score_mean_low",
    "score_mean_high",
    "methods",
  ]);
  assertEquals(added.filter((name) => /_p\d+_ms_/.test(name)).length, 24);
  assertEquals(sure.columns[sure.columns.indexOf("latency_p50_ms") + 1], "latency_p50_ms_low");
});

Deno.test("the intervals are those of the room of statistics, clustered by prompt", async () => {
  const attempts = [...makeAttempts({ cells: 200, seed: "clustered", retryShare: 0 })];
  const [row] = summarize(await frameOf(attempts), [], { intervals: { confidence: 0.9, seed: "s" } }).toRecords();
  const scored = attempts.filter(({ score }) => score !== null);
  const clusters = (some: typeof attempts) => some.map(({ promptId }) => promptId);
  const score = clusteredMean(scored.map((one) => one.score!), {
    clusters: clusters(scored),
    confidence: 0.9,
    bounds: [0, 1],
  })!;
  assertEquals([row.score_mean_se, row.score_mean_low, row.score_mean_high], [
    score.standardError,
    score.low,
    score.high,
  ]);
  const answered = attempts.filter(({ status }) => status === "ok");
  const ok = wilsonInterval(answered.length, attempts.length, { confidence: 0.9 })!;
  assertEquals([row.ok_rate_low, row.ok_rate_high], [ok.low, ok.high]);
  const latency = bootstrapInterval(answered.map((one) => one.latencyMs!), {
    statistic: { quantile: 0.9 },
    clusters: clusters(answered),
    confidence: 0.9,
    resamples: 2000,
    seed: "s",
  })!;
  assertEquals([row.latency_p90_ms, row.latency_p90_ms_low, row.latency_p90_ms_high], [
    latency.value,
    latency.low,
    latency.high,
  ]);
  assertEquals(row.n_prompts, 12);
  for (
    const part of [
      "90 % intervals",
      `ok_rate: rate, Wilson score interval, n = ${attempts.length}`,
      "clustered by 12 prompts (CR1), t with 11 df",
      "ttft, latency, tpot: quantiles, BCa bootstrap of 12 prompts, 2,000 resamples",
    ]
  ) {
    assertStringIncludes(String(row.methods), part);
  }
});

Deno.test("an end that few answers say nothing of is unknown", async () => {
  const frame = await frameOf(makeAttempts({ cells: 160, seed: "few" }));
  const [row] = summarize(frame, [], { intervals: { resamples: 200 } }).toRecords();
  assertEquals([row.latency_p99_ms_high, row.tpot_p99_ms_high], [null, null]);
  assert(row.latency_p99_ms_low !== null && row.latency_p95_ms_high !== null);
});

Deno.test("of very many answers the quantiles have intervals without resamples", async () => {
  const frame = await frameOf(makeAttempts({ cells: 1000, seed: "many" }));
  const many = pl.concat(Array.from({ length: 8 }, (_, i) => frame.withColumn(pl.lit(`run_${i}`).as("run_id"))));
  const [row] = summarize(many, [], { intervals: true }).toRecords();
  const answered = many.filter(pl.col("final").and(pl.col("status").eq(pl.lit("ok"))));
  const [median] = quantileIntervals(answered.getColumn("latency_ms").toArray() as number[], [0.5], {
    clusters: answered.getColumn("prompt_id").toArray(),
  });
  assertEquals([row.latency_p50_ms_low, row.latency_p50_ms_high], [median.low, median.high]);
  assertStringIncludes(String(row.methods), "quantiles, Woodruff interval, clustered by 12 prompts");
});

Deno.test("repeats that are reduced have an interval too", async () => {
  const attempts = ["p", "q", "r"].flatMap((promptId, p) =>
    [0, 1].map((passed, i) =>
      makeAttempt({
        cellIndex: 2 * p + i,
        promptId,
        repeat: 1 + i,
        scores: { exact: p === 0 ? 0 : passed },
        score: passed,
      })
    )
  );
  const [row] = summarize(await frameOf(attempts), [], { reduction: { reduce: "max" }, intervals: true }).toRecords();
  const { standardError, low, high } = clusteredMean([0, 1, 1], { bounds: [0, 1] })!;
  assertEquals([row.score_reduced, row.score_reduced_low, row.score_reduced_high], [2 / 3, low, high]);
  assertAlmostEquals(Number(row.score_reduced_se), standardError!, 1e-12);
});

Deno.test("the intervals are the same in any order of rows, and straight from a ledger", async () => {
  const attempts = [...makeAttempts({ cells: 60, seed: "order", retryShare: 0.4 })];
  const frame = await frameOf(attempts);
  const intervals = { resamples: 100 };
  const expected = summarize(frame, "endpoint", { intervals }).toRecords();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      assertEquals(summarize(frame.sample({ n: frame.height, seed }), "endpoint", { intervals }).toRecords(), expected);
    }),
    { numRuns: 10 },
  );
  const columns = resultColumns(await collectShape(iterate(attempts)));
  assertEquals(await summarizeAttempts(iterate(attempts), { columns, by: "endpoint", intervals }), expected);
});

Deno.test("ugly frames: one prompt, no scores, all failed, nothing at all", async () => {
  const frame = await frameOf(SMALL_RUN);
  const rows = summarize(frame, "endpoint", { intervals: true }).toRecords();
  assertEquals(
    rows.map((
      row,
    ) => [row.n_prompts, row.score_mean_se === null, row.cost_mean_usd_low === null, row.ok_rate_low === null]),
    [
      [2, false, false, false],
      [1, true, true, false],
    ],
  );
  const failed = summarize(frame.filter(pl.col("status").eq(pl.lit("failed"))), [], { intervals: true }).toRecords()[0];
  assertEquals([failed.score_mean_low, failed.latency_p50_ms_low, failed.ok_rate_low], [null, null, 0]);
  const none = summarize(frame.head(0), "endpoint", { intervals: true });
  assertEquals([none.height, none.columns], [0, summarize(frame, "endpoint", { intervals: true }).columns]);
  for (const value of rows.flatMap((row) => Object.values(row))) {
    assert(typeof value !== "number" || Number.isFinite(value));
  }
});
