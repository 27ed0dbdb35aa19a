import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import pl from "nodejs-polars";
import { UserError } from "../../../src/base/mod.ts";
import { rank, summarize, summarizeAttempts } from "../../../src/analysis/mod.ts";
import { collectShape, resultColumns } from "../../../src/ledger/mod.ts";
import type { RepeatReduction } from "../../../src/scoring/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { iterate } from "../../support/iterate.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

Deno.test("the summary of a small run is what a person computes by hand", async () => {
  assertEquals(summarize(await frameOf(SMALL_RUN), "endpoint").toRecords(), [
    {
      endpoint: "m@a",
      n: 3,
      ok_rate: 2 / 3,
      cost_total_usd: 0.875,
      cost_mean_usd: 0.875 / 3,
      ttft_p50_ms: 15,
      ttft_p90_ms: 19,
      ttft_p95_ms: 19.5,
      ttft_p99_ms: 19.9,
      latency_p50_ms: 150,
      latency_p90_ms: 190,
      latency_p95_ms: 195,
      latency_p99_ms: 199,
      tpot_p50_ms: 7.5,
      tpot_p90_ms: 9.5,
      tpot_p95_ms: 9.75,
      tpot_p99_ms: 9.95,
      score_mean: 0.5,
    },
    {
      endpoint: "m@b",
      n: 2,
      ok_rate: 1,
      cost_total_usd: null,
      cost_mean_usd: 0.0625,
      ttft_p50_ms: null,
      ttft_p90_ms: null,
      ttft_p95_ms: null,
      ttft_p99_ms: null,
      latency_p50_ms: 50,
      latency_p90_ms: 50,
      latency_p95_ms: 50,
      latency_p99_ms: 50,
      tpot_p50_ms: null,
      tpot_p90_ms: null,
      tpot_p95_ms: null,
      tpot_p99_ms: null,
      score_mean: 0.5,
    },
  ]);
});

Deno.test("groups of several columns are sorted: numbers by size, null last", async () => {
  const frame = await frameOf([
    makeAttempt({ cellIndex: 0, endpoint: "b", axes: { temperature: 10 } }),
    makeAttempt({ cellIndex: 1, endpoint: "b", axes: { temperature: 9 } }),
    makeAttempt({ cellIndex: 2, endpoint: "a", axes: {} }),
    makeAttempt({ cellIndex: 3, endpoint: "a", axes: { temperature: 9 } }),
    makeAttempt({ cellIndex: 4, endpoint: "b", axes: { temperature: 9 } }),
  ]);
  const rows = summarize(frame, ["endpoint", "param_temperature"]).toRecords();
  assertEquals(rows.map(({ endpoint, param_temperature, n }) => [endpoint, param_temperature, n]), [
    ["a", 9, 1],
    ["a", null, 1],
    ["b", 9, 2],
    ["b", 10, 1],
  ]);
});

Deno.test("no columns at all give one row for the whole run, and no rows give none", async () => {
  const frame = await frameOf(SMALL_RUN);
  assertEquals(summarize(frame, []).getColumn("n").toArray(), [5]);
  assertEquals(summarize(frame.head(0), "endpoint").height, 0);
  assertEquals(summarize(frame.head(0), "endpoint").columns, summarize(frame, "endpoint").columns);
});

Deno.test("groups keep the types of their columns, counts are i64 and figures f64", async () => {
  const summary = summarize(await frameOf(SMALL_RUN), ["endpoint", "repeat", "param_temperature", "final"]);
  const types = summary.dtypes.map((type) => type.variant);
  assertEquals(types.slice(0, 6), ["String", "Int64", "Float64", "Bool", "Int64", "Float64"]);
  assertEquals(new Set(types.slice(5)), new Set(["Float64"]));
});

Deno.test("a cell belongs where its latest try does", async () => {
  const summary = summarize(await frameOf(SMALL_RUN), "status").toRecords();
  assertEquals(summary.map(({ status, n }) => [status, n]), [["failed", 2], ["ok", 3]]);
});

Deno.test("costs add up exactly", async () => {
  const tenths = Array.from({ length: 30 }, (_, cellIndex) => makeAttempt({ cellIndex, costUsd: "0.1" }));
  assertEquals(summarize(await frameOf(tenths), []).getColumn("cost_total_usd").toArray(), [3]);
});

Deno.test("two runs in one frame do not mix their cells", async () => {
  const frame = await frameOf(SMALL_RUN);
  const other = frame.withColumn(pl.lit("run_2").as("run_id"));
  const both = pl.concat([frame, other]);
  assertEquals(summarize(both, "run_id").getColumn("n").toArray(), [5, 5]);
  assertEquals(summarize(both, []).getColumn("cost_mean_usd").toArray(), [0.9375 / 4]);
});

Deno.test("the order of the rows does not change the summary", async () => {
  const frame = await frameOf(makeAttempts({ cells: 60, seed: "order", retryShare: 0.4 }));
  const expected = summarize(frame, ["endpoint", "param_temperature"]).toRecords();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      const shuffled = frame.sample({ n: frame.height, seed });
      const summary = summarize(shuffled, ["endpoint", "param_temperature"]);
      assertEquals(summary.toRecords(), expected);
    }),
    { numRuns: 20 },
  );
});

Deno.test("quantiles and means agree with polars' own", async () => {
  const attempts = [...makeAttempts({ cells: 200, seed: "polars", retryShare: 0 })];
  const frame = await frameOf(attempts);
  const theirs = frame.filter(pl.col("status").eq(pl.lit("ok"))).groupBy("endpoint").agg(
    pl.col("latency_ms").quantile(0.9, "linear").as("latency_p90_ms"),
    pl.col("tpot_ms").quantile(0.5, "linear").as("tpot_p50_ms"),
  ).sort("endpoint").toRecords();
  const ours = summarize(frame, "endpoint").select("endpoint", "latency_p90_ms", "tpot_p50_ms").toRecords();
  const round = (rows: Record<string, unknown>[]) =>
    rows.map((row) => Object.values(row).map((value) => typeof value === "number" ? value.toFixed(9) : value));
  assertEquals(round(ours), round(theirs));
});

Deno.test("rows straight from a ledger give the same summary without a frame", async () => {
  for (const attempts of [SMALL_RUN, [...makeAttempts({ cells: 100, seed: "same" })]]) {
    const columns = resultColumns(await collectShape(iterate(attempts)));
    for (const by of ["endpoint", ["provider", "param_temperature"], []]) {
      const rows = await summarizeAttempts(iterate(attempts), { columns, by });
      assertEquals(rows, summarize(await frameOf(attempts), by).toRecords());
    }
  }
});

Deno.test("a column that is not there is an error that names the nearest one", async () => {
  const frame = await frameOf(SMALL_RUN);
  assertThrows(() => summarize(frame, "endpont"), UserError, 'did you mean "endpoint"?');
  assertThrows(() => summarize(frame.drop("latency_ms"), "endpoint"), UserError, '"latency_ms"');
});

Deno.test("repeats are reduced prompt by prompt, at each point of the grid, and seeds are repeats", async () => {
  // Two prompts at two temperatures, asked with two seeds twice: the first prompt passes once in four, the second thrice.
  const attempts = [0, 1].flatMap((temperature) =>
    ["p", "q"].flatMap((promptId, prompt) =>
      [1, 2].flatMap((seed) => [1, 2].map((repeat) => ({ temperature, promptId, prompt, seed, repeat })))
    )
  ).map(({ temperature, promptId, prompt, seed, repeat }, cellIndex) => {
    const right = prompt === 0 ? seed === 1 && repeat === 1 : !(seed === 1 && repeat === 1);
    const scores = { exact: right ? 1 : 0, near: null };
    return makeAttempt({ cellIndex, promptId, repeat, axes: { temperature, seed }, scores, score: right ? 1 : 0 });
  });
  const reduced = async (reduction: RepeatReduction, rows = attempts, by: string[] = []) =>
    summarize(await frameOf(rows), by, { reduction }).toRecords()
      .map(({ score_reduced, score_n, score_too_few }) => [score_reduced, score_n, score_too_few]);
  assertEquals(await reduced({ reduce: "pass@2" }), [[(1 / 2 + 1) / 2, 4, 0]]);
  assertEquals(await reduced({ reduce: "majority" }, attempts, ["prompt_id"]), [[0, 2, 0], [1, 2, 0]]);
  assertEquals(await reduced({ reduce: "max" }, attempts, ["param_temperature"]), [[1, 2, 0], [1, 2, 0]]);
  assertEquals(await reduced({ reduce: "min", reductions: { exact: "max" } }), [[1, 4, 0]]);
  const failed = attempts.map((one, i) =>
    i === 0 ? { ...one, status: "failed" as const, scores: {}, score: null, output: null } : one
  );
  assertEquals(await reduced({ reduce: "pass@4" }, failed), [[1, 3, 1]]);
  assertEquals(await reduced({ reduce: "max", failed: "zero" }, failed), [[(0 + 1 + 1 + 1) / 4, 4, 0]]);
  const open = attempts.map((one, i) => i < 4 ? { ...one, final: false } : one);
  assertEquals((await reduced({ reduce: "max" }, open))[0][1], 3);
});

Deno.test("the summary with reduced repeats is the same straight from the attempts", async () => {
  const attempts = [...makeAttempts({ cells: 80, seed: "reduced" })];
  const shape = await collectShape(iterate(attempts));
  const options = { by: "endpoint", reduction: { reduce: "median", failed: "zero" } } as const;
  assertEquals(
    await summarizeAttempts(iterate(attempts), { columns: resultColumns(shape), ...options }),
    summarize(await frameOf(attempts), "endpoint", { reduction: options.reduction }).toRecords(),
  );
});

Deno.test("a column that is left out, which no types forbid in a notebook, is no crash", async () => {
  const frame = await frameOf(SMALL_RUN);
  const error = assertThrows(() => summarize(frame, undefined as unknown as string), UserError);
  assertEquals(error.message, "Cannot read a column as its name must be a text: current value is undefined");
});

Deno.test("a cell of which a part of the cost is unknown has no cost: the known part would be too little", async () => {
  const frame = await frameOf([
    makeAttempt({
      cellIndex: 0,
      final: false,
      costUsd: null,
      httpStatus: 200,
      status: "failed",
      score: null,
      scores: {},
    }),
    makeAttempt({ cellIndex: 0, try: 2, costUsd: "0.25" }),
    makeAttempt({ cellIndex: 1, promptId: "p2", costUsd: "0.5" }),
  ]);
  const [{ cost_total_usd, cost_mean_usd }] = summarize(frame, "endpoint").toRecords();
  assertEquals([cost_total_usd, cost_mean_usd], [null, 0.5]);
  const [{ value, n_prompts }] = rank(frame, { by: "endpoint", metric: "cost" }).toRecords();
  assertEquals([value, n_prompts], [0.5, 1]);
});
