import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import pl from "nodejs-polars";
import { pareto } from "../../../src/analysis/mod.ts";
import { paretoFrontier } from "../../../src/statistics/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

type Fact = readonly [costUsd: string | null, score: number | null];

/** An answer of each endpoint to each of some prompts. */
function answers(facts: { readonly [endpoint: string]: readonly Fact[] }): Attempt[] {
  let cellIndex = 0;
  return Object.entries(facts).flatMap(([endpoint, rows]) =>
    rows.map(([costUsd, score], p) =>
      makeAttempt({ cellIndex: cellIndex++, endpoint, promptId: `p${p}`, costUsd, score, scores: { exact: score } })
    )
  );
}

Deno.test("variants that are not worth their price name what beats them", async () => {
  const frame = await frameOf(answers({
    "m@dear": [["3", 1], ["3", 0.5], ["3", 0.75]],
    "m@good": [["2", 1], ["2", 0.75], ["2", 1]],
    "m@cheap": [["0.5", 0.5], ["0.5", 0.25], ["0.5", 0]],
    "m@bad": [["1", 0.25], ["1", 0.25], ["1", 0]],
  }));
  const rows = pareto(frame, { by: "endpoint" }).toRecords();
  assertEquals(
    rows.map((row) => [row.variant, row.cost, row.quality, row.on_frontier, row.p_on_frontier, row.dominated_by]),
    [
      ["m@cheap", 0.5, 0.25, true, 1, null],
      ["m@bad", 1, 0.5 / 3, false, 0, "m@cheap"],
      ["m@good", 2, 2.75 / 3, true, 1, null],
      ["m@dear", 3, 0.75, false, 0, "m@good"],
    ],
  );
  assertStringIncludes(String(rows[0].method), "cost against score: bootstrap over 3 prompts, 10,000 resamples");
  assertEquals([rows[0].n_prompts, rows[0].n_common], [3, 3]);
});

Deno.test("all are judged by the prompts that all have", async () => {
  const frame = await frameOf(answers({
    "m@a": [["1", 0], ["1", 0], ["1", 1]],
    // Without the first prompt, which is hard, it would look better than the other.
    "m@b": [["2", null], ["2", 0.5], ["2", 0]],
    "m@c": [[null, 1], [null, 1], [null, 1]],
  }));
  const rows = pareto(frame, { by: "endpoint" }).toRecords();
  assertEquals(
    rows.map((
      row,
    ) => [row.variant, row.n_prompts, row.n_common, row.quality, row.on_frontier, row.p_on_frontier === null]),
    [
      ["m@a", 3, 2, 0.5, true, false],
      ["m@b", 2, 2, 0.25, false, false],
      ["m@c", 0, 2, null, null, true],
    ],
  );
  assertEquals(rows[1].dominated_by, "m@a");
});

Deno.test("the frontier is that of the means, whatever they are", async () => {
  const fact = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 4 }));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fact, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 6 }),
      async (variants) => {
        const facts = variants.map((rows, i) => [`m@${i}`, rows.map(([c, q]): Fact => [`${c}`, q / 4])] as const);
        const rows = pareto(await frameOf(answers(Object.fromEntries(facts))), { by: "endpoint", resamples: 50 })
          .toRecords();
        const points = variants.map((rows) => ({
          cost: (rows[0][0] + rows[1][0]) / 2,
          quality: (rows[0][1] + rows[1][1]) / 8,
        }));
        const expected = new Set(paretoFrontier(points).map((i) => `m@${i}`));
        for (const row of rows) {
          assertEquals(row.on_frontier, expected.has(String(row.variant)));
          assertEquals(row.dominated_by === null, row.on_frontier);
        }
      },
    ),
    { numRuns: 15 },
  );
});

Deno.test("means over a balanced grid agree with polars' own, and any two metrics do", async () => {
  const whole = [...makeAttempts({ cells: 192, seed: "whole" })].filter(({ final }) => final);
  const frame = await frameOf(
    whole.map((one) => ({ ...one, status: "ok" as const, score: one.score ?? 0, ttftMs: one.ttftMs ?? 1 })),
  );
  const rows = pareto(frame, { by: "endpoint", cost: "ttft", quality: "score", resamples: 200 }).toRecords();
  const theirs = frame.groupBy("endpoint").agg(pl.col("ttft_ms").mean(), pl.col("score").mean()).sort("ttft_ms")
    .toRecords();
  rows.forEach((row, i) => {
    assertAlmostEquals(Number(row.cost), Number(theirs[i].ttft_ms), 1e-9);
    assertAlmostEquals(Number(row.quality), Number(theirs[i].score), 1e-9);
    assert(Number(row.quality_low) >= 0 && Number(row.quality_high) <= 1);
  });
});

Deno.test("the same seed gives the same figures, and another one others", async () => {
  const frame = await frameOf(makeAttempts({ cells: 96, seed: "seeded" }));
  const chances = (seed: string) => pareto(frame, { seed, resamples: 300 }).getColumn("p_on_frontier").toArray();
  assertEquals(chances("one"), chances("one"));
  assert(JSON.stringify(chances("one")) !== JSON.stringify(chances("two")));
});

Deno.test("ugly frames: no rows, one prompt, no scores", async () => {
  const one = await frameOf(answers({ "m@a": [["1", 1]], "m@b": [["2", 1]] }));
  assertEquals(pareto(one.head(0)).height, 0);
  const rows = pareto(one, { by: "endpoint" }).toRecords();
  assertEquals(rows.map((row) => [row.cost, row.cost_low, row.on_frontier, row.p_on_frontier]), [
    [1, null, true, null],
    [2, null, false, null],
  ]);
  assertStringIncludes(String(rows[0].method), "fewer than two prompts");
  const none = await frameOf(answers({ "m@a": [["1", null], ["1", null]] }));
  assertEquals(pareto(none).toRecords().map((row) => [row.cost, row.quality, row.on_frontier, row.n_common]), [[
    null,
    null,
    null,
    0,
  ]]);
});
