import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import pl from "nodejs-polars";
import { pivot, summarize } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

Deno.test("a figure stands in a grid, whose columns are sorted by size and named for people", async () => {
  const attempts = [10, 9, 0.5].flatMap((temperature, i) =>
    ["m@b", "m@a"].map((endpoint, j) =>
      makeAttempt({ cellIndex: 2 * i + j, endpoint, axes: { temperature }, score: (i + j) / 4 })
    )
  ).slice(0, 5);
  const grid = pivot(await frameOf(attempts), { rows: "endpoint", columns: "param_temperature", value: "score_mean" });
  assertEquals(grid.columns, ["endpoint", "temperature=0.5", "temperature=9", "temperature=10"]);
  assertEquals(grid.rows(), [["m@a", null, 0.5, 0.25], ["m@b", 0.5, 0.25, 0]]);
});

Deno.test("any figure of a summary is the same in a grid", async () => {
  const frame = await frameOf(makeAttempts({ cells: 120, seed: "grid", retryShare: 0.3 }));
  const reduction = { reduce: "max" } as const;
  const by = ["endpoint", "param_temperature"];
  const summary = summarize(frame, by, { reduction });
  const figures = summary.columns.slice(by.length);
  fc.assert(
    fc.property(fc.constantFrom(...figures), (value) => {
      const grid = pivot(frame, { rows: "endpoint", columns: "param_temperature", value, reduction });
      const long = grid.toRecords().flatMap(({ endpoint, ...cells }) =>
        Object.entries(cells).map(([name, figure]) => [endpoint, Number(name.split("=")[1]), figure])
      );
      assertEquals(long, summary.toRecords().map((row) => [row.endpoint, row.param_temperature, row[value]]));
    }),
    { numRuns: figures.length * 2 },
  );
});

Deno.test("of rates, a grid has the median unless another statistic is asked for", async () => {
  const attempts = [50, 9000, 60].map((outputTps, cellIndex) =>
    makeAttempt({ cellIndex, axes: { seed: 1 }, outputTps })
  );
  const options = { rows: "endpoint", columns: "param_seed", value: "output_tps" };
  const frame = await frameOf(attempts);
  assertEquals(pivot(frame, options).row(0)[1], 60);
  assertEquals(pivot(frame, { ...options, statistic: "max" }).row(0)[1], 9000);
});

Deno.test("any column of numbers has any statistic, as polars has it", async () => {
  const frame = await frameOf(makeAttempts({ cells: 120, seed: "statistics", retryShare: 0.3 }));
  const answers = frame.filter(pl.col("status").eq(pl.lit("ok")));
  const expected = {
    mean: pl.col("output_tokens").mean(),
    median: pl.col("output_tokens").median(),
    sum: pl.col("output_tokens").sum(),
    min: pl.col("output_tokens").min(),
    max: pl.col("output_tokens").max(),
    count: pl.col("output_tokens").count(),
  };
  for (const [statistic, expression] of Object.entries(expected)) {
    const theirs = answers.groupBy("endpoint").agg(expression.as("x")).sort("endpoint").getColumn("x").toArray();
    const grid = pivot(frame, {
      rows: "endpoint",
      columns: [],
      value: "output_tokens",
      statistic: statistic as keyof typeof expected,
    });
    assertEquals(
      grid.toRecords().map((row) => Number(row.output_tokens).toFixed(9)),
      theirs.map((x) => Number(x).toFixed(9)),
    );
  }
  const tail = pivot(frame, { rows: [], columns: "endpoint", value: "latency_ms", statistic: { quantile: 0.95 } });
  assertEquals(tail.rows(), [summarize(frame, "endpoint").getColumn("latency_p95_ms").toArray()]);
});

Deno.test("a cost is that of all tries, and a sum of costs is exact", async () => {
  const frame = await frameOf(SMALL_RUN);
  const costs = (statistic: "mean" | "sum" | "max") =>
    pivot(frame, { rows: [], columns: "endpoint", value: "cost_usd", statistic }).rows();
  assertEquals(costs("mean"), [[0.875 / 3, 0.0625]]);
  assertEquals(costs("max"), [[0.5, 0.0625]]);
  const tenths = await frameOf(
    Array.from({ length: 30 }, (_, cellIndex) => makeAttempt({ cellIndex, costUsd: "0.1" })),
  );
  assertEquals(pivot(tenths, { rows: [], columns: "endpoint", value: "cost_usd", statistic: "sum" }).rows(), [[3]]);
});

Deno.test("names of columns are never alike, whatever the values are", async () => {
  const frame = await frameOf([
    makeAttempt({ cellIndex: 0, endpoint: "prompt_id", repeat: 1 }),
    makeAttempt({ cellIndex: 1, endpoint: "m@a", repeat: 2, axes: {} }),
  ]);
  const names = (columns: string | string[]) => pivot(frame, { rows: "prompt_id", columns, value: "n" }).columns;
  assertEquals(names("endpoint"), ["prompt_id", "m@a", "prompt_id′"]);
  assertEquals(names(["endpoint", "repeat"]), ["prompt_id", "m@a, repeat=2", "prompt_id, repeat=1"]);
  assertEquals(names("param_temperature"), ["prompt_id", "temperature=0", "temperature=unknown"]);
});

Deno.test("the values of an axis of several types stand by size where they are numbers", async () => {
  const axis = ["10", "9", "high"].map((effort, cellIndex) => makeAttempt({ cellIndex, axes: { effort } }));
  const grid = pivot(await frameOf(axis), { rows: [], columns: "param_effort", value: "n" });
  assertEquals(grid.columns, ["effort=9", "effort=10", "effort=high"]);
});

Deno.test("counts stay whole numbers, and no rows give none", async () => {
  const frame = await frameOf(SMALL_RUN);
  const grid = pivot(frame, { rows: "endpoint", columns: "repeat", value: "n" });
  assertEquals(grid.dtypes.map(({ variant }) => variant), ["String", "Int64"]);
  assertEquals(pivot(frame.head(0), { rows: "endpoint", columns: "repeat", value: "n" }).height, 0);
});

Deno.test("a scorer that is called as a figure is meant where a statistic is given", async () => {
  const frame = await frameOf([makeAttempt({ scores: { mean: 0.25 }, score: 1 })]);
  const value = (statistic?: "max") => pivot(frame, { rows: [], columns: [], value: "score_mean", statistic }).rows();
  assertEquals([value(), value("max")], [[[1]], [[0.25]]]);
});

Deno.test("a value that is no number is the user's mistake", async () => {
  const frame = await frameOf(SMALL_RUN);
  const ask = (value: string) => () => pivot(frame, { rows: "endpoint", columns: "repeat", value });
  assertThrows(ask("score_meen"), UserError, 'did you mean "score_mean"?');
  assertThrows(ask("provider"), UserError, "its values are no numbers");
  assertThrows(ask("score_reduced"), UserError, "must be a figure of summarize");
});
