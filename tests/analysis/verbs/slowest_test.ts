import { assertEquals, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import { slowest } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

Deno.test("the slowest answers come first, each against the median of its like", async () => {
  const rows = slowest(await frameOf(SMALL_RUN)).toRecords();
  assertEquals(
    rows.map(({ endpoint, prompt_id, latency_ms, times_median }) => [endpoint, prompt_id, latency_ms, times_median]),
    [
      ["m@a", "p2", 200, 200 / 150],
      ["m@a", "p1", 100, 100 / 150],
      ["m@b", "p1", 50, 1],
    ],
  );
});

Deno.test("what a user waits for is the queue, all tries and the waits between", async () => {
  const failed = { final: false, status: "failed", httpStatus: 429, score: null, scores: {}, output: null } as const;
  const frame = await frameOf([
    makeAttempt({ try: 1, ...failed, latencyMs: 7, queueMs: 1 }),
    makeAttempt({ try: 2, ...failed, latencyMs: null, retryWaitMs: 100 }),
    makeAttempt({ try: 3, latencyMs: 50, queueMs: 2, retryWaitMs: 200 }),
    makeAttempt({ cellIndex: 1, latencyMs: 300 }),
  ]);
  assertEquals(slowest(frame).getColumn("waited_ms").toArray(), [300, 360]);
  assertEquals(slowest(frame, { time: "waited_ms" }).getColumn("waited_ms").toArray(), [360, 300]);
});

Deno.test("each group has its own slowest", async () => {
  const frame = await frameOf(makeAttempts({ cells: 80, seed: "slow" }));
  const ours = slowest(frame, { n: 3, by: "endpoint", time: "tpot_ms" });
  assertEquals(ours.columns.slice(0, 3), ["endpoint", "times_median", "waited_ms"]);
  const theirs = frame.filter(pl.col("status").eq(pl.lit("ok"))).sort(pl.col("tpot_ms"), true).toRecords();
  for (const endpoint of new Set(frame.getColumn("endpoint").toArray())) {
    const times = (rows: Record<string, unknown>[]) =>
      rows.filter((row) => row.endpoint === endpoint).map(({ tpot_ms }) => tpot_ms).slice(0, 3);
    assertEquals(times(ours.toRecords()), times(theirs));
  }
});

Deno.test("answers without the time, failures and open cells are none of the slowest", async () => {
  const frame = await frameOf(SMALL_RUN);
  assertEquals(slowest(frame, { time: "ttft_ms" }).height, 2);
  assertEquals(slowest(frame.head(0)).height, 0);
  assertEquals(slowest(frame.filter(pl.col("status").eq(pl.lit("failed")))).height, 0);
});

Deno.test("a wrong n or column is the user's mistake", async () => {
  const frame = await frameOf(SMALL_RUN);
  assertThrows(() => slowest(frame, { n: 0 }), UserError, "current value is 0");
  assertThrows(() => slowest(frame, { time: "latency" }), UserError, 'did you mean "latency_ms"?');
});
