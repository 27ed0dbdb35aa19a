import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import pl from "nodejs-polars";
import { compare } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { holm, pairedDifference } from "../../../src/statistics/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

/** One answer per prompt with this score. */
function scored(scores: readonly (number | null)[], change: (i: number) => Partial<Attempt> = () => ({})): Attempt[] {
  return scores.map((score, cellIndex) =>
    makeAttempt({ cellIndex, promptId: `p${cellIndex}`, score, scores: { exact: score }, ...change(cellIndex) })
  );
}

Deno.test("two runs are compared prompt by prompt", async () => {
  const [a, b] = [[0, 0.5, 1, 0.25, 0.5], [1, 0.5, 0.5, 0.75, 1]];
  const [row] = compare(await frameOf(scored(a)), await frameOf(scored(b)), { metrics: ["score"] }).toRecords();
  const { estimate, pValue, effect } = pairedDifference([1, 0, -0.5, 0.5, 0.5])!;
  assertEquals(row, {
    metric: "score",
    unit: null,
    better_is: "higher",
    n_pairs: 5,
    only_a: 0,
    only_b: 0,
    unmatched: 0,
    mean_a: 0.45,
    mean_b: 0.75,
    difference: estimate.value,
    low: estimate.low,
    high: estimate.high,
    relative: estimate.value / 0.45,
    p_value: pValue,
    p_adjusted: pValue,
    effect_size: effect.cohensDz,
    better: 3,
    worse: 1,
    equal: 1,
    method: row.method,
  });
  assertStringIncludes(String(row.method), "n = 5 prompts at the same endpoint, temperature");
  assertStringIncludes(String(row.method), "paired permutation test, two-sided, exact, n = 5");
  assertStringIncludes(String(row.method), "corrected over 1 test (Holm)");
});

Deno.test("a prompt that only one run has is counted and in no figure", async () => {
  const a = await frameOf(scored([0, 1, 0.5, 1], (i) => ({ promptId: ["p", "q", "r", "s"][i] })));
  const b = await frameOf(scored([1, null, 0.5], (i) => ({ promptId: ["p", "q", "t"][i] })));
  const [row] = compare(a, b, { metrics: ["score"] }).toRecords();
  // Of "q" the second run has no score, so it is the first one's alone.
  assertEquals([row.n_pairs, row.only_a, row.only_b, row.mean_a, row.mean_b], [1, 3, 1, 0, 1]);
});

Deno.test("repeats and seeds are averaged first, so that each prompt counts once", async () => {
  const asked = (scores: readonly number[]) =>
    scored(scores, (i) => ({ promptId: i < 3 ? "p" : "q", repeat: 1 + (i % 3), axes: { temperature: 0, seed: i } }));
  const [row] = compare(await frameOf(asked([0, 0, 1, 0.5])), await frameOf(asked([1, 1, 1, 0.5])), {
    metrics: ["score"],
  }).toRecords();
  assertEquals([row.n_pairs, row.better, row.equal], [2, 1, 1]);
  assertAlmostEquals(Number(row.difference), (2 / 3 + 0) / 2, 1e-12);
});

Deno.test("like is compared with like: a point that one run has not reached is left out and counted", async () => {
  const at = (cellIndex: number, temperature: number, score: number) =>
    makeAttempt({ cellIndex, promptId: "p", axes: { temperature }, score });
  const a = await frameOf([at(0, 0, 1), at(1, 1, 0)]);
  const b = await frameOf([at(0, 0, 0.75)]);
  const [row] = compare(a, b, { metrics: ["score"] }).toRecords();
  assertEquals([row.mean_a, row.mean_b, row.n_pairs, row.unmatched], [1, 0.75, 1, 1]);
});

Deno.test("two variants of a run differ in a column altogether and are compared all the same", async () => {
  const frame = await frameOf(makeAttempts({ cells: 160, seed: "variants" }));
  const [a, b] = ["smollm2-135m@local/q4_0", "smollm2-135m@local/q4_1"].map((endpoint) =>
    frame.filter(pl.col("endpoint").eq(pl.lit(endpoint)))
  );
  const rows = compare(a, b).toRecords();
  assertEquals(rows.map(({ metric, unit, better_is }) => [metric, unit, better_is]), [
    ["score", null, "higher"],
    ["cost", "US$", "lower"],
    ["latency", "ms", "lower"],
    ["ttft", "ms", "lower"],
    ["ok", null, "higher"],
  ]);
  assertEquals(new Set(rows.map(({ n_pairs }) => n_pairs)), new Set([12]));
  assertStringIncludes(String(rows[0].method), "at the same temperature;");
  const ttft = rows[3];
  assert(
    Number(ttft.difference) > 4 && Number(ttft.worse) > Number(ttft.better),
    "the second is 8 ms later by its law",
  );
});

Deno.test("means of a balanced grid agree with polars' own", async () => {
  const whole = (seed: string) =>
    frameOf([...makeAttempts({ cells: 192, seed, retryShare: 0.2 })].map((one) => ({ ...one, status: "ok" as const })));
  const [a, b] = [await whole("a"), await whole("b")];
  const rows = compare(a, b, { metrics: ["latency", "output_tokens"] }).toRecords();
  for (const [frame, name] of [[a, "mean_a"], [b, "mean_b"]] as const) {
    const last = frame.filter(pl.col("final"));
    const means = last.groupBy("prompt_id", "endpoint", "param_temperature").agg(
      pl.col("latency_ms").mean(),
      pl.col("output_tokens").mean(),
    ).groupBy("prompt_id").agg(pl.col("latency_ms").mean(), pl.col("output_tokens").mean());
    assertAlmostEquals(Number(rows[0][name]), means.getColumn("latency_ms").mean()!, 1e-9);
  }
});

Deno.test("a run compared with itself does not differ, and the other way round all signs turn", async () => {
  const frame = await frameOf(makeAttempts({ cells: 96, seed: "self" }));
  for (const row of compare(frame, frame).toRecords()) {
    assertEquals([row.difference, row.p_value, row.better, row.worse], [0, 1, 0, 0]);
  }
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ max: 8, min: 0 }), fc.integer({ max: 8, min: 0 })), { minLength: 1 }),
      async (pairs) => {
        const a = await frameOf(scored(pairs.map(([x]) => x / 8)));
        const b = await frameOf(scored(pairs.map(([, y]) => y / 8)));
        const [there] = compare(a, b, { metrics: ["score"], resamples: 200 }).toRecords();
        const [back] = compare(b, a, { metrics: ["score"], resamples: 200 }).toRecords();
        assertAlmostEquals(Number(there.difference), -Number(back.difference), 1e-12);
        assertEquals([there.better, there.worse, there.equal], [back.worse, back.better, back.equal]);
        assertEquals([there.mean_a, there.mean_b], [back.mean_b, back.mean_a]);
      },
    ),
    { numRuns: 15 },
  );
});

Deno.test("groups are compared by themselves, and one that a run lacks has a row that says so", async () => {
  const a = await frameOf(scored([0, 1, 1], (i) => ({ endpoint: i < 2 ? "m@a" : "m@b" })));
  const b = await frameOf(scored([1, 1, 1], (i) => ({ endpoint: i < 2 ? "m@a" : "m@c" })));
  const rows = compare(a, b, { by: "endpoint", metrics: ["score"] }).toRecords();
  assertEquals(
    rows.map(({ endpoint, n_pairs, only_a, only_b, difference }) => [endpoint, n_pairs, only_a, only_b, difference]),
    [
      ["m@a", 2, 0, 0, 0.5],
      ["m@b", 0, 1, 0, null],
      ["m@c", 0, 0, 1, null],
    ],
  );
  assertEquals(rows[1].method, "no prompt is in both with this metric");
});

Deno.test("p-values are corrected over all rows, or not at all", async () => {
  const better = (base: number) =>
    scored(Array.from({ length: 8 }, () => base), (i) => ({ latencyMs: 100 + i + 50 * base }));
  const [a, b] = [await frameOf(better(0)), await frameOf(better(1))];
  const values = (correction: "holm" | "none" | "benjamini-hochberg", name: string) =>
    compare(a, b, { correction, metrics: ["score", "latency", "ok"] }).getColumn(name).toArray() as number[];
  const raw = values("none", "p_value");
  assertEquals(raw, [2 / 256, 2 / 256, 1]);
  assertEquals(values("none", "p_adjusted"), raw);
  assertEquals(values("holm", "p_adjusted"), holm(raw));
  assertEquals(values("benjamini-hochberg", "p_adjusted"), [1.5 * raw[0], 1.5 * raw[1], 1]);
});

Deno.test("failures count as nothing by a reduction that says so", async () => {
  const failed = { status: "failed", output: null, score: null, scores: {} } as const;
  const a = await frameOf(scored([1, 1]));
  const b = await frameOf(scored([1, null], (i) => i === 1 ? failed : {}));
  const ask = (reduction?: { reduce: "mean"; failed: "zero" }) =>
    compare(a, b, { metrics: ["score", "ok"], reduction }).toRecords().map((
      { n_pairs, difference },
    ) => [n_pairs, difference]);
  assertEquals(ask(), [[1, 0], [2, -0.5]]);
  assertEquals(ask({ reduce: "mean", failed: "zero" }), [[2, -0.5], [2, -0.5]]);
});

Deno.test("retried cells cost all their tries, and unknown costs are none", async () => {
  const failed = { final: false, status: "failed", httpStatus: 500, score: null, scores: {}, output: null } as const;
  const a = await frameOf([
    makeAttempt({ try: 1, ...failed, costUsd: "0.1" }),
    makeAttempt({ try: 2, costUsd: "0.2" }),
    makeAttempt({ cellIndex: 1, promptId: "q", costUsd: null }),
  ]);
  const b = await frameOf([
    makeAttempt({ costUsd: "0.3" }),
    makeAttempt({ cellIndex: 1, promptId: "q", costUsd: "9" }),
  ]);
  const [row] = compare(a, b, { metrics: ["cost"] }).toRecords();
  assertEquals([row.mean_a, row.mean_b, row.difference, row.only_b], [0.3, 0.3, 0, 1]);
});

Deno.test("ugly frames: no rows, no scores, one prompt, all failed", async () => {
  const frame = await frameOf(scored([1]));
  assertEquals(compare(frame, frame.head(0), { metrics: ["score"] }).rows()[0].slice(3, 6), [0, 1, 0]);
  assertEquals(compare(frame.head(0), frame.head(0)).height, 0);
  const [alone] = compare(frame, await frameOf(scored([0])), { metrics: ["score"] }).toRecords();
  assertEquals([alone.difference, alone.low, alone.high, alone.p_value, alone.effect_size], [-1, null, null, 1, null]);
  const failed = await frameOf([
    makeAttempt({ promptId: "p0", status: "failed", score: null, scores: {}, output: null, costUsd: null }),
  ]);
  const rows = compare(frame, failed).toRecords();
  assertEquals(rows.map(({ metric, n_pairs }) => [metric, n_pairs]), [
    ["score", 0],
    ["cost", 0],
    ["latency", 0],
    ["ttft", 0],
    ["ok", 1],
  ]);
});

Deno.test("a metric that is no column, and none at all, are the user's mistake", async () => {
  const frame = await frameOf(scored([1]));
  assertThrows(() => compare(frame, frame, { metrics: ["latensy_ms"] }), UserError, 'did you mean "latency_ms"?');
  assertThrows(() => compare(frame, frame, { metrics: ["provider"] }), UserError, "its values are no numbers");
  assertThrows(() => compare(frame, frame, { metrics: [] }), UserError, "no metric is given");
});

Deno.test("the method says where so few prompts and so many tests can show nothing", async () => {
  const of = async (count: number, metrics: readonly string[], options = {}) => {
    const [a, b] = [new Array(count).fill(0), new Array(count).fill(1)];
    const [row] = compare(await frameOf(scored(a)), await frameOf(scored(b)), { metrics, ...options }).toRecords();
    return row;
  };
  const five = await of(5, ["score"]);
  assertEquals([five.difference, five.low, five.p_adjusted], [1, null, 1 / 16]);
  assertStringIncludes(String(five.method), "with 5 prompts and 1 test no difference can reach p ≤ 0.05");
  const six = await of(6, ["score"]);
  assertEquals(six.p_adjusted, 1 / 32);
  assert(!String(six.method).includes("no difference can reach"));
  const many = ["score", "ok"];
  assertStringIncludes(
    String((await of(6, many)).method),
    "with 6 prompts and 2 tests no difference can reach p ≤ 0.05",
  );
  const single = { correction: "benjamini-hochberg" } as const;
  assert(!String((await of(6, many, single)).method).includes("no difference can reach"));
  assertStringIncludes(
    String((await of(6, ["score"], { correction: "none", confidence: 0.99 })).method),
    "with 6 prompts no difference can reach p ≤ 0.01",
  );
});

Deno.test("a difference of nothing on all prompts has no interval, and that is said", async () => {
  const same = await frameOf(scored([1, 0, 1, 1, 0]));
  const [row] = compare(same, same, { metrics: ["score"] }).toRecords();
  assertEquals([row.difference, row.low, row.high, row.p_value, row.equal], [0, null, null, 1, 5]);
  assertStringIncludes(
    String(row.method),
    "mean paired difference, no interval as all of them are the same, n = 5 prompts",
  );
});

Deno.test("a correction that there is not is an error, and never another correction", async () => {
  const frame = await frameOf(scored([0, 1, 0.5]));
  const correction = "bonferroni" as "holm";
  assertThrows(
    () => compare(frame, frame, { correction }),
    UserError,
    'correction must be "holm" or "benjamini-hochberg" or "none": current value is "bonferroni"',
  );
});
