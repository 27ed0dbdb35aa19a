import { assertEquals, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import { failures } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { wilsonInterval } from "../../../src/statistics/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

const FAILED = { status: "failed", score: null, scores: {}, output: null, costUsd: null } as const;
const LIMITED = {
  ...FAILED,
  final: false,
  errorKind: "rate_limited",
  errorMessage: "slow down",
  httpStatus: 429,
} as const;
const CUT = { ...FAILED, errorKind: "connection", errorMessage: "cut off", httpStatus: null } as const;

Deno.test("failures are counted by what became of their cells", async () => {
  const frame = await frameOf([
    makeAttempt({ cellIndex: 0, try: 1, ...LIMITED, latencyMs: 5 }),
    makeAttempt({ cellIndex: 0, try: 2, ...LIMITED, latencyMs: 5 }),
    makeAttempt({ cellIndex: 0, try: 3 }),
    makeAttempt({ cellIndex: 1, try: 1, ...LIMITED, errorMessage: "slower, please", latencyMs: null }),
    makeAttempt({ cellIndex: 1, try: 2, ...CUT, costUsd: "0.1" }),
    makeAttempt({ cellIndex: 2, ...CUT, costUsd: "0.2", final: false }),
    makeAttempt({ cellIndex: 3 }),
  ]);
  const rows = failures(frame).toRecords();
  const { low, high } = wilsonInterval(2, 4)!;
  const method = "rate, Wilson score interval, 95 %, n = 4 cells";
  const common = { endpoint: "smollm2-135m@local/q4_0", cells_asked: 4, share: 0.5, share_low: low, share_high: high };
  assertEquals(rows, [
    {
      ...common,
      error_kind: "rate_limited",
      http_status: 429,
      tries: 3,
      cells: 2,
      recovered: 1,
      lost: 1,
      open: 0,
      cost_usd: null,
      time_ms: 10,
      message: "slow down",
      method,
    },
    {
      ...common,
      error_kind: "connection",
      http_status: null,
      tries: 2,
      cells: 2,
      recovered: 0,
      lost: 1,
      open: 1,
      // Exactly: as doubles, 0.1 and 0.2 are 0.30000000000000004.
      cost_usd: 0.3,
      time_ms: 120,
      message: "cut off",
      method,
    },
  ]);
});

Deno.test("a try counts where it was made, though its cell went on elsewhere", async () => {
  const frame = await frameOf([
    makeAttempt({ try: 1, endpoint: "m@a", ...LIMITED }),
    makeAttempt({ try: 2, endpoint: "m@b" }),
    makeAttempt({ cellIndex: 1, endpoint: "m@b" }),
  ]);
  const counts = (by: string[]) =>
    failures(frame, { by }).toRecords().map(({ endpoint, cells, cells_asked, recovered }) => [
      endpoint ?? "all",
      cells,
      cells_asked,
      recovered,
    ]);
  assertEquals(counts(["endpoint"]), [["m@a", 1, 1, 1]]);
  assertEquals(counts([]), [["all", 1, 2, 1]]);
});

Deno.test("the counts agree with polars' own", async () => {
  const frame = await frameOf(makeAttempts({ cells: 300, seed: "failures", retryShare: 0.3 }));
  const by = ["endpoint", "param_temperature"];
  const theirs = frame.filter(pl.col("status").neq(pl.lit("ok"))).groupBy(...by, "error_kind", "http_status").agg(
    pl.col("try").count().as("tries"),
    pl.col("cell_index").nUnique().as("cells"),
    pl.col("latency_ms").sum().as("time_ms"),
  ).toRecords();
  const ours = failures(frame, { by }).toRecords();
  const text = (rows: Record<string, unknown>[]) =>
    rows.map((row) =>
      [...by, "error_kind", "http_status", "tries", "cells"].map((name) => row[name]).join() +
      Number(row.time_ms).toFixed(6)
    ).sort();
  assertEquals(text(ours), text(theirs));
});

Deno.test("a run without failures, and none at all, have no rows", async () => {
  const frame = await frameOf([makeAttempt()]);
  assertEquals(failures(frame).height, 0);
  assertEquals(failures(frame.head(0)).columns, failures(frame).columns);
});

Deno.test("all cells of several runs failed", async () => {
  const frame = await frameOf([makeAttempt({ ...CUT }), makeAttempt({ cellIndex: 1, ...CUT })]);
  const both = pl.concat([frame, frame.withColumn(pl.lit("run_2").as("run_id"))]);
  const [row] = failures(both, { by: [] }).toRecords();
  assertEquals([row.cells, row.cells_asked, row.share, row.share_high, row.lost], [4, 4, 1, 1, 4]);
  assertEquals(failures(both, { by: "run_id" }).getColumn("cells").toArray(), [2, 2]);
});

Deno.test("a column that is not there is the user's mistake", async () => {
  const frame = await frameOf([makeAttempt()]);
  assertThrows(() => failures(frame, { by: "endpont" }), UserError, 'did you mean "endpoint"?');
});
