import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { rank } from "../../../src/analysis/mod.ts";
import { probabilityOfBest } from "../../../src/statistics/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

function scored(scores: { readonly [endpoint: string]: readonly (number | null)[] }): Attempt[] {
  let cellIndex = 0;
  return Object.entries(scores).flatMap(([endpoint, row]) =>
    row.map((score, p) =>
      makeAttempt({ cellIndex: cellIndex++, endpoint, promptId: `p${p}`, score, latencyMs: 100 * (1 + (score ?? 0)) })
    )
  );
}

Deno.test("variants stand in order, each with the chance to be the best", async () => {
  const scores = { "m@a": [0, 0.5, 0, 1], "m@b": [1, 0.5, 1, 1], "m@c": [0.25, 0.5, 0.25, 0.5] };
  const rows = rank(await frameOf(scored(scores)), { by: "endpoint" }).toRecords();
  const chances = probabilityOfBest(Object.values(scores));
  assertEquals(rows.map((row) => [row.variant, row.rank, row.value, row.p_best, row.rank_high]), [
    ["m@b", 1, 0.875, chances[1].probability, chances[1].rankHigh],
    ["m@a", 2, 0.375, chances[0].probability, chances[0].rankHigh],
    ["m@c", 2, 0.375, chances[2].probability, chances[2].rankHigh],
  ]);
  assertStringIncludes(String(rows[0].method), "bootstrap over 4 prompts, 10,000 resamples; interval: mean");
});

Deno.test("of times less is better, unless it is said otherwise", async () => {
  const frame = await frameOf(scored({ "m@slow": [1, 1, 0.5], "m@fast": [0, 0.25, 0] }));
  const order = (options: Parameters<typeof rank>[1]) =>
    rank(frame, { by: "endpoint", ...options }).getColumn("variant").toArray();
  assertEquals(order({ metric: "latency" }), ["m@fast", "m@slow"]);
  assertEquals(order({ metric: "latency_ms", better: "higher" }), ["m@slow", "m@fast"]);
  assertEquals(rank(frame, { by: "endpoint", metric: "latency" }).getColumn("unit").toArray(), ["ms", "ms"]);
});

Deno.test("only prompts that all have are used, and one without any comes last", async () => {
  const rows = rank(await frameOf(scored({ "m@a": [0, 1, 1], "m@b": [null, 0.5, 0.25], "m@c": [null, null, null] })), {
    by: "endpoint",
  }).toRecords();
  assertEquals(rows.map((row) => [row.variant, row.rank, row.value, row.n_prompts, row.n_common]), [
    ["m@a", 1, 1, 3, 2],
    ["m@b", 2, 0.375, 2, 2],
    ["m@c", null, null, 0, 2],
  ]);
});

Deno.test("the chances add up to one, and nothing is ranked on one prompt", async () => {
  const frame = await frameOf(makeAttempts({ cells: 96, seed: "chances" }));
  const chances = rank(frame, { resamples: 500 }).getColumn("p_best").toArray() as number[];
  assertAlmostEquals(chances.reduce((sum, chance) => sum + chance, 0), 1, 1e-9);
  const [one] = rank(await frameOf(scored({ "m@a": [1] }))).toRecords();
  assertEquals([one.rank, one.value, one.low, one.p_best], [1, 1, null, null]);
  assertEquals(rank(frame.head(0)).height, 0);
});

Deno.test("intervals of scores stay between 0 and 1", async () => {
  const [row] = rank(await frameOf(scored({ "m@a": [1, 1, 1, 0] }))).toRecords();
  assert(row.high === 1 && Number(row.low) >= 0);
});
