import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import pl from "nodejs-polars";
import { changedAnswers, countChangedAnswers } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import type { Attempt } from "../../../src/spec/mod.ts";
import { wilsonInterval } from "../../../src/statistics/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { frameOf } from "../../support/small_run.ts";

/** One answer per prompt; `null`: it failed. */
function answers(texts: readonly (string | null)[], change: (i: number) => Partial<Attempt> = () => ({})): Attempt[] {
  return texts.map((output, cellIndex) =>
    makeAttempt({
      cellIndex,
      promptId: `p${cellIndex}`,
      output,
      ...(output === null ? { status: "failed", score: null, scores: {}, finishReason: null } as const : {}),
      ...change(cellIndex),
    })
  );
}

const BEFORE = ["the same", "Equal, but for  this.", "the old one here", null, "gone", null];
const AFTER = ["the same", "equal but for this", "the new one here", "there now", null, null];

Deno.test("changed answers are told with their words, the least alike first", async () => {
  const a = await frameOf(answers(BEFORE, () => ({ score: 1 })));
  const b = await frameOf(answers(AFTER, () => ({ score: 0.5, outputTokens: 9, finishReason: "length" })));
  const rows = changedAnswers(a, b).toRecords();
  assertEquals(rows.map(({ prompt_id, change, similarity, words }) => [prompt_id, change, similarity, words]), [
    ["p3", "gained", null, null],
    ["p4", "lost", null, null],
    ["p2", "changed", 0.75, "the [-old-]{+new+} one here"],
  ]);
  const [, lost, changed] = rows;
  assertEquals([changed.endpoint, changed.param_temperature, changed.repeat], ["smollm2-135m@local/q4_0", 0, 1]);
  assertEquals([changed.before, changed.after], ["the old one here", "the new one here"]);
  assertEquals([changed.score_before, changed.score_after, changed.output_tokens_after], [1, 0.5, 9]);
  assertEquals([lost.after, lost.score_after, lost.finish_reason_before, lost.finish_reason_after], [
    null,
    null,
    "stop",
    null,
  ]);
});

Deno.test("all pairs are counted by what became of them", async () => {
  const [row] = countChangedAnswers(await frameOf(answers(BEFORE)), await frameOf(answers([...AFTER, "more"])))
    .toRecords();
  const { value, low, high } = wilsonInterval(3, 6)!;
  assertEquals(row, {
    n_pairs: 6,
    same: 1,
    equal: 1,
    changed: 1,
    lost: 1,
    gained: 1,
    none: 1,
    only_a: 0,
    only_b: 1,
    changed_share: value,
    changed_share_low: low,
    changed_share_high: high,
    method: "rate, Wilson score interval, 95 %, n = 6 pairs",
  });
});

Deno.test("what counts as equal is the caller's", async () => {
  const [a, b] = [await frameOf(answers(["1", "2"])), await frameOf(answers(["-1", "3"]))];
  assertEquals(changedAnswers(a, b).height, 2);
  assertEquals(changedAnswers(a, b, { normalize: (text) => text.replace("-", "") }).height, 1);
});

Deno.test("two endpoints are compared prompt by prompt, two runs endpoint by endpoint", async () => {
  const both = ["m@a", "m@b"].flatMap((endpoint, e) =>
    answers(["x", "y"], (i) => ({ endpoint, cellIndex: 2 * e + i, output: i === 1 ? endpoint : "x" }))
  );
  const frame = await frameOf(both);
  const of = (endpoint: string) => frame.filter(pl.col("endpoint").eq(pl.lit(endpoint)));
  const variants = changedAnswers(of("m@a"), of("m@b"));
  assert(!variants.columns.includes("endpoint"));
  assertEquals(variants.rows()[0].slice(-10, -8), [4 / 6, "m@a"]);
  assertEquals(changedAnswers(frame, frame).height, 0);
  assertEquals(
    countChangedAnswers(frame, of("m@a"), { by: "endpoint" }).toRecords().map((
      row,
    ) => [row.endpoint, row.n_pairs, row.only_a]),
    [
      ["m@a", 2, 0],
      ["m@b", 0, 2],
    ],
  );
});

Deno.test("several runs in one frame are paired in their order, and open cells not at all", async () => {
  const once = await frameOf(answers(["x"]));
  const twice = pl.concat([once, once.withColumn(pl.lit("run_2").as("run_id"))]);
  const [row] = countChangedAnswers(twice, twice.withColumn(pl.lit("y").as("output"))).toRecords();
  assertEquals([row.n_pairs, row.changed], [2, 2]);
  assertEquals(countChangedAnswers(twice, once).toRecords()[0].only_a, 1);
  const open = await frameOf(answers(["x"], () => ({ final: false })));
  assertEquals(countChangedAnswers(open, once).toRecords()[0].only_b, 1);
});

Deno.test("a retried call has the answer of the try that ended it", async () => {
  const failed = { final: false, status: "failed", httpStatus: 500, score: null, scores: {}, output: null } as const;
  const a = await frameOf([makeAttempt({ ...failed }), makeAttempt({ try: 2, output: "x" })]);
  assertEquals(changedAnswers(a, await frameOf([makeAttempt({ output: "x" })])).height, 0);
});

Deno.test("counts add up, similarities are from 0 to 1, and the other way round lost is gained", async () => {
  const text = fc.option(fc.constantFrom("", "a b c", "a b d", "A, b c!", "x y z w", "日本 語"), { nil: null });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 12 }), async (pairs) => {
      const a = await frameOf(answers(pairs.map(([x]) => x)));
      const b = await frameOf(answers(pairs.map(([, y]) => y)));
      const [there] = countChangedAnswers(a, b).toRecords();
      const [back] = countChangedAnswers(b, a).toRecords();
      const sum = [there.same, there.equal, there.changed, there.lost, there.gained, there.none]
        .reduce((total: number, count) => total + Number(count), 0);
      assertEquals([there.n_pairs, sum], [pairs.length, pairs.length]);
      assertEquals([there.lost, there.gained, there.changed], [back.gained, back.lost, back.changed]);
      const changed = changedAnswers(a, b);
      assertEquals(changed.height, Number(there.changed) + Number(there.lost) + Number(there.gained));
      for (const value of changed.getColumn("similarity").toArray()) {
        assert(value === null || (Number(value) >= 0 && Number(value) < 1));
      }
    }),
    { numRuns: 20 },
  );
});

Deno.test("empty frames have nothing to tell, and a wrong column is the user's mistake", async () => {
  const frame = await frameOf(answers(["x"]));
  assertEquals(changedAnswers(frame.head(0), frame).height, 0);
  assertEquals(countChangedAnswers(frame.head(0), frame.head(0)).height, 0);
  assertEquals(countChangedAnswers(frame, frame.head(0)).toRecords()[0].method, "no call is in both");
  assertThrows(() => changedAnswers(frame, frame, { match: ["promt_id"] }), UserError, 'did you mean "prompt_id"?');
  assertThrows(() => countChangedAnswers(frame, frame, { by: "provider" }), UserError, "by which calls are not paired");
});
