import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { detectable } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { differenceSpread, promptsNeeded, smallestDetectableDifference } from "../../../src/statistics/mod.ts";
import { makeAttempt, makeAttempts } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

/** Scores by endpoint, prompt and repeat. */
function repeated(scores: { readonly [endpoint: string]: readonly (readonly (number | null)[])[] }): Attempt[] {
  let cellIndex = 0;
  return Object.entries(scores).flatMap(([endpoint, prompts]) =>
    prompts.flatMap((repeats, p) =>
      repeats.map((score, i) =>
        makeAttempt({ cellIndex: cellIndex++, endpoint, promptId: `p${p}`, repeat: i + 1, score })
      )
    )
  );
}

const A = [[0, 1], [0, 0], [1, 1], [0.5, 0]];
const B = [[1, 1], [0.5, 1], [1, 1], [1, 0]];

Deno.test("what a run can find is that of its prompts and repeats", async () => {
  const frame = await frameOf(repeated({ "m@a": A, "m@b": B }));
  const [row] = detectable(frame, { by: "endpoint", difference: 0.25 }).toRecords();
  const spread = differenceSpread(B, A)!;
  assertEquals([row.endpoint, row.against, row.n_prompts, row.repeats], ["m@a", "m@b", 4, 2]);
  assertAlmostEquals(Number(row.sd_between), spread.between, 1e-12);
  assertAlmostEquals(Number(row.sd_within), spread.within!, 1e-12);
  assertAlmostEquals(Number(row.detectable), smallestDetectableDifference({ ...spread, prompts: 4, repeats: 2 }), 1e-9);
  assertEquals(row.prompts_needed, promptsNeeded(0.25, { ...spread, repeats: 2 }));
  assertEquals(row.wanted, 0.25);
  assert(Number(row.power) > 0.05 && Number(row.power) < 0.8);
  assertStringIncludes(String(row.method), "paired t test over n = 4 prompts, two-sided, p ≤ 0.05, power 80 %");
});

Deno.test("what is not asked for is not told, and stricter rules find less", async () => {
  const frame = await frameOf(repeated({ "m@a": A, "m@b": B }));
  const ask = (options: Parameters<typeof detectable>[1]) =>
    detectable(frame, { by: "endpoint", ...options }).toRecords()[0];
  const plain = ask({});
  assertEquals([plain.wanted, plain.power, plain.prompts_needed, plain.repeats_needed], [null, null, null, null]);
  assert(Number(ask({ power: 0.9 }).detectable) > Number(plain.detectable));
  assert(Number(ask({ significance: 0.01 }).detectable) > Number(plain.detectable));
  assertEquals(ask({ against: "m@a" }).endpoint, "m@b");
});

Deno.test("where nothing was repeated nobody knows what repeats would do", async () => {
  const frame = await frameOf(repeated({ "m@a": [[0], [1], [0]], "m@b": [[1], [1], [0.5]] }));
  const [row] = detectable(frame, { by: "endpoint", difference: 0.2 }).toRecords();
  assertEquals([row.repeats, row.sd_within, row.repeats_needed], [1, null, null]);
  assert(Number(row.prompts_needed) > 3);
});

Deno.test("any metric has it, in its unit, for every variant", async () => {
  const frame = await frameOf(makeAttempts({ cells: 192, seed: "detectable" }));
  const rows = detectable(frame, { metric: "latency", difference: 5 }).toRecords();
  assertEquals([rows.length, rows[0].unit], [7, "ms"]);
  for (const row of rows) assert(Number(row.detectable) > 0 && Number.isFinite(row.detectable));
});

Deno.test("ugly frames: one prompt, none in both, no rows", async () => {
  const [row] = detectable(await frameOf(repeated({ "m@a": [[1]], "m@b": [[0]] })), { by: "endpoint" }).toRecords();
  assertEquals([row.n_prompts, row.detectable], [1, null]);
  assertStringIncludes(String(row.method), "fewer than two prompts");
  const apart = repeated({ "m@a": [[1], [null], [1]], "m@b": [[null], [1], [null]] });
  assertEquals(detectable(await frameOf(apart), { by: "endpoint" }).toRecords()[0].n_prompts, 0);
  assertEquals(detectable((await frameOf(apart)).head(0)).height, 0);
});

Deno.test("a difference of nothing is the user's mistake", async () => {
  const frame = await frameOf(repeated({ "m@a": A, "m@b": B }));
  assertThrows(() => detectable(frame, { difference: 0 }), UserError, "current value is 0");
  assertThrows(() => detectable(frame, { difference: NaN }), UserError, "finite number");
});

Deno.test("variants that say the same everywhere do not tell what could have been found", async () => {
  const frame = await frameOf(repeated({ "m@a": [[1], [0], [1]], "m@b": [[1], [0], [1]] }));
  const [row] = detectable(frame, { by: "endpoint", difference: 0.1 }).toRecords();
  assertEquals([row.n_prompts, row.detectable, row.power], [3, null, null]);
  assertEquals(row.method, "nothing can be said, as the differences of all 3 prompts are the same");
});

Deno.test("the method says where the permutation test of so few prompts shows nothing", async () => {
  const [row] = detectable(await frameOf(repeated({ "m@a": A, "m@b": B })), { by: "endpoint" }).toRecords();
  assertStringIncludes(String(row.method), "; compare's permutation test of so few gives no p below 0.13");
});
