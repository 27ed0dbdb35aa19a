import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { DataFrame } from "nodejs-polars";
import { decide, type DecideOptions } from "../../../src/analysis/mod.ts";
import { UserError } from "../../../src/base/mod.ts";
import { makeAttempt } from "../../support/attempts.ts";
import { frameOf, SMALL_RUN } from "../../support/small_run.ts";

/** One endpoint of a made-up run: a cost per call, a latency, and a score for each prompt. */
interface Made {
  readonly cost: string;
  readonly ms?: number;
  readonly scores: readonly (number | null)[];
}

async function frameWith(endpoints: { readonly [endpoint: string]: Made }): Promise<DataFrame> {
  let cellIndex = 0;
  return await frameOf(
    Object.entries(endpoints).flatMap(([endpoint, { cost, ms = 100, scores }]) =>
      scores.map((score, i) =>
        makeAttempt({
          cellIndex: cellIndex++,
          endpoint,
          promptId: `p${i}`,
          costUsd: cost,
          latencyMs: ms,
          score,
          scores: { exact: score },
        })
      )
    ),
  );
}

const ones = (n: number) => Array<number>(n).fill(1);
/** Right but for every `nth` prompt. */
const wrongEach = (nth: number, n = 60) => ones(n).map((_, i) => i % nth === 0 ? 0 : 1);

/** Good and dear, as good and cheap by half, and bad for almost nothing. */
const THREE = {
  "good@a": { cost: "0.004", scores: wrongEach(10) },
  "same@b": { cost: "0.002", scores: wrongEach(10) },
  "bad@c": { cost: "0.0001", scores: wrongEach(2) },
};
const BY: DecideOptions = { by: "endpoint" };

Deno.test("the best mean is chosen, and of two that are as good the cheaper one", async () => {
  const { variant, values, text, candidates } = decide(await frameWith(THREE), BY);
  assertEquals([variant, values], ["same@b", { endpoint: "same@b" }]);
  assertMatch(
    text,
    /^\*\*same@b\*\*: \$2 per 1,000 cells \(\$2 to \$2\), score 0\.900 \(0\.822 to 0\.978\) \(95 % intervals over/,
  );
  assertStringIncludes(
    text,
    "It is shown to beat each one that is cheaper (paired permutation tests, n = 60 prompts, 3 tests",
  );
  assertEquals(candidates.toRecords().map(({ variant, chosen, out }) => [variant, chosen, out]), [
    ["same@b", true, null],
    ["bad@c", false, "good@a is shown to be better"],
    ["good@a", false, null],
  ]);
});

Deno.test("what is not shown to be worse is named with what it would save", async () => {
  const frame = await frameWith({
    "best@a": { cost: "0.004", scores: wrongEach(10) },
    "near@b": { cost: "0.001", scores: wrongEach(9) },
  });
  const { variant, text } = decide(frame, BY);
  assertEquals(variant, "best@a");
  assertStringIncludes(text, "It is not shown to beat these, cheaper: near@b (75 % less; worse by 0.017 (");
  assertMatch(text, /A true difference of 0\.1\d\d from near@b would be found in four of five such runs/);
  assertEquals(decide(frame, { ...BY, whenUnsure: "cheaper" }).variant, "near@b");
});

Deno.test("the cheapest one is not said to beat those that are cheaper, and means that are as good are told", async () => {
  const frame = await frameWith({
    "same@a": { cost: "0.004", scores: wrongEach(10) },
    "same@b": { cost: "0.001", scores: wrongEach(10).toReversed() },
    "bad@c": { cost: "0.002", scores: wrongEach(2) },
  });
  const { variant, text } = decide(frame, BY);
  assertEquals(variant, "same@b");
  assertStringIncludes(text, "best mean score of 3, as another one has. None is cheaper; it is not shown to beat 1 of");
  const only = decide(await frameWith({ "a@a": THREE["bad@c"], "b@b": THREE["good@a"] }), { ...BY, cost: "latency" });
  assertStringIncludes(only.text, "None comes with less latency, and it is shown to beat the other one (");
});

Deno.test("means that differ by rounding errors are the same", async () => {
  const scores = [0.1, 0.2, 0.3, 0.7, 0.1];
  const frame = await frameWith({
    "dear@a": { cost: "0.004", scores },
    "cheap@b": { cost: "0.001", scores: [0.3, 0.1, 0.1, 0.2, 0.7] },
  });
  assertEquals(decide(frame, BY).variant, "cheap@b");
});

Deno.test("where so few prompts can show nothing, the text says so", async () => {
  const frame = await frameWith({
    "right@a": { cost: "0.004", scores: [1, 1, 1, 1, 1] },
    "wrong@b": { cost: "0.001", scores: [0, 0, 0, 0, 0] },
  });
  const { variant, text } = decide(frame, BY);
  assertEquals(variant, "right@a");
  assertStringIncludes(text, "wrong@b (75 % less; worse by 1.000, adjusted p = 0.063)");
  assertStringIncludes(text, "With 5 prompts and 1 test no difference can reach p ≤ 0.05, however large it is.");
  assertStringIncludes(text, "score 1.000 (0.566 to 1.000)", "five of five prove little");
});

Deno.test("a requirement is not surely met where the data cannot tell", async () => {
  const frame = await frameWith({ "m@a": { cost: "1", scores: wrongEach(10, 20) } });
  const [row] = decide(frame, { ...BY, require: { latency_p95_ms: { max: 500 } } }).candidates.toRecords();
  assertEquals(row.unsure, "latency_p95_ms is 100, and there is too little data to tell how far it may be off");
});

Deno.test("with a margin, the cheapest one is chosen that is shown to be as good up to it", async () => {
  const frame = await frameWith({
    "best@a": { cost: "0.004", scores: wrongEach(10) },
    "near@b": { cost: "0.001", scores: wrongEach(9) },
    "bad@c": { cost: "0.0001", scores: wrongEach(2) },
  });
  const wide = decide(frame, { ...BY, margin: 0.25 });
  assertEquals(wide.variant, "near@b");
  assertStringIncludes(
    wide.text,
    "shown to be less than 0.25 worse in score than any other one (paired permutation tests, n = 60",
  );
  assertStringIncludes(wide.text, "The best mean is that of best@a: better by 0.017 (");
  const narrow = decide(frame, { ...BY, margin: 0.01 });
  assertEquals(narrow.variant, "best@a");
  assertStringIncludes(narrow.text, "No cheaper one is shown to be less than 0.01 worse than any other one");
  const [first] = narrow.candidates.toRecords();
  assertEquals([first.variant, first.out], ["best@a", null]);
});

Deno.test("what does not meet a requirement is out, takes no prompts from the others, and is said", async () => {
  const frame = await frameWith({
    "slow@a": { cost: "0.001", ms: 900, scores: [1, 1] },
    "quick@b": { cost: "0.002", ms: 90, scores: wrongEach(3) },
  });
  const { variant, text, candidates } = decide(frame, { ...BY, require: { latency_p95_ms: { max: 500 } } });
  assertEquals(variant, "quick@b");
  assertStringIncludes(
    text,
    "1 of 2 variants meets what is required: latency_p95_ms ≤ 500. Out: slow@a (latency_p95_ms is 900",
  );
  assertStringIncludes(text, "It is the only one left to choose from.");
  assertEquals(candidates.toRecords().map((row) => [row.variant, row.n_prompts, row.quality === null]), [
    ["quick@b", 60, false],
    ["slow@a", null, true],
  ]);
});

Deno.test("a requirement that is met by chance may be is told", async () => {
  const frame = await frameWith({ "m@a": { cost: "1", scores: wrongEach(10) } });
  const { text, candidates } = decide(frame, { ...BY, require: { score_mean: { min: 0.85 }, ok_rate: { min: 0.5 } } });
  assertStringIncludes(text, "Not sure of the chosen one: score_mean is 0.9, and its interval reaches 0.8");
  assertStringIncludes(String(candidates.toRecords()[0].unsure), "score_mean is 0.9");
});

Deno.test("where nothing meets the requirements nothing is chosen", async () => {
  const { variant, values, text } = decide(await frameWith(THREE), { ...BY, require: { ok_rate: { max: 0.5 } } });
  assertEquals([variant, values], [null, null]);
  assertMatch(
    text,
    /^\*\*No decision\.\*\*\n\n0 of 3 variants meet what is required: ok_rate ≤ 0\.5\. Out: bad@c \(ok_rate is 1,/,
  );
});

Deno.test("a figure that no summary has cannot be required, nor can nothing", async () => {
  const frame = await frameWith(THREE);
  const error = assertThrows(() => decide(frame, { require: { ttft_p95: { max: 1 } } }), UserError);
  assertStringIncludes(error.message, 'current value is "ttft_p95"; did you mean "ttft_p95_ms"?');
  assertThrows(() => decide(frame, { require: { ok_rate: {} } }), UserError, "takes a finite min, max or both");
  assertThrows(
    () => decide(frame, { require: { ok_rate: { min: NaN } } }),
    UserError,
    "takes a finite min, max or both",
  );
});

Deno.test("unknown figures meet no requirement, and variants without cost or score take no part", async () => {
  const frame = await frameWith({
    "m@a": { cost: "0.002", scores: [1, 0, 1] },
    "m@b": { cost: "0.001", scores: [null, null, null] },
  });
  const { variant, text, candidates } = decide(frame, BY);
  assertEquals(variant, "m@a");
  assertStringIncludes(text, "Not compared, as no prompt has both cost and quality of it: m@b.");
  assertEquals(candidates.toRecords().map(({ variant, out }) => [variant, out]), [
    ["m@a", null],
    ["m@b", "no prompt has both cost and quality of it"],
  ]);
  const required = decide(await frameOf(SMALL_RUN), { ...BY, require: { cost_total_usd: { max: 100 } } });
  assertStringIncludes(required.text, "m@b (cost_total_usd is unknown)");
});

Deno.test("latency can be what is saved, and something of which less is better what decides", async () => {
  const frame = await frameWith({
    "slow@a": { cost: "0.001", ms: 900, scores: wrongEach(10) },
    "quick@b": { cost: "0.002", ms: 90, scores: wrongEach(10) },
  });
  assertEquals(decide(frame, { ...BY, cost: "latency" }).variant, "quick@b");
  assertEquals(decide(frame, { ...BY, cost: "latency", quality: "cost" }).variant, "slow@a");
});

Deno.test("many variants of the same quality are not told apart by picking the luckiest", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.constantFrom(0, 1), { minLength: 12, maxLength: 12 }), { minLength: 6, maxLength: 6 }),
      async (all) => {
        const frame = await frameWith(
          Object.fromEntries(all.map((scores, i) => [`m${i}@p`, { cost: `0.00${i + 1}`, scores }])),
        );
        const { variant, candidates } = decide(frame, { ...BY, whenUnsure: "cheaper", resamples: 500 });
        const rows = candidates.toRecords();
        const chosen = rows.find((row) => row.variant === variant)!;
        const best = Math.max(...rows.map(({ quality }) => quality as number));
        // What is chosen is beaten by none, and all that is cheaper is.
        assertEquals(chosen.out, null);
        for (const row of rows) if ((row.cost as number) < (chosen.cost as number)) assert(row.out !== null);
        assertEquals(decide(frame, { ...BY, resamples: 500 }).candidates.toRecords()[0].quality, best);
      },
    ),
    { numRuns: 20 },
  );
});

Deno.test("a notebook shows the sentences and the candidates, escaped; the same seed decides the same", async () => {
  const frame = await frameWith({
    "<b>@a": { cost: "0.001", scores: wrongEach(3) },
    "m@b": { cost: "0.002", scores: wrongEach(4) },
  });
  const decision = decide(frame, BY);
  const bundle = (Reflect.get(decision, Symbol.for("Jupyter.display")) as () => { [mime: string]: string })();
  assertEquals(Object.keys(bundle), ["text/html", "text/markdown", "text/plain"]);
  assertMatch(bundle["text/html"], /^<p><b>m@b<\/b>: \$2 per 1,000 cells/);
  assertFalse(bundle["text/html"].includes("<b>@a"));
  assertStringIncludes(bundle["text/html"], "<table");
  assertEquals([decide(frame, BY).text, `${decision}`], [decision.text, bundle["text/plain"]]);
  assertMatch(bundle["text/html"], /<td[^>]*>\$0\.00[12]<\/td>/);
});

Deno.test("a misspelt rule decides nothing", async () => {
  const frame = await frameWith({
    "m@a": { cost: "0.001", scores: wrongEach(3) },
    "m@b": { cost: "0.002", scores: wrongEach(4) },
  });
  const whenUnsure = "chaeper" as "cheaper";
  assertThrows(
    () => decide(frame, { ...BY, whenUnsure }),
    UserError,
    'whenUnsure must be "better" or "cheaper": current value is "chaeper"; did you mean "cheaper"?',
  );
  for (const margin of [-1, NaN, Infinity]) {
    assertThrows(
      () => decide(frame, { ...BY, margin }),
      UserError,
      `margin must be a number from 0: current value is ${margin}`,
    );
  }
});

Deno.test("what a third one beats is not said to be beaten by the chosen one", async () => {
  // The chosen one is better on average by few large steps, the steady one by many small ones.
  const steady = ones(30).map((_, i) => 0.2 + 0.01 * (i % 3));
  const frame = await frameWith({
    "chosen@a": { cost: "0.003", scores: ones(30).map((_, i) => i < 8 ? 1 : 0.05) },
    "steady@b": { cost: "0.002", scores: steady.map((score) => score + 0.05) },
    "cheap@c": { cost: "0.001", scores: steady },
  });
  const { variant, text, candidates } = decide(frame, BY);
  assertEquals(variant, "chosen@a");
  assertEquals(candidates.toRecords().find((row) => row.variant === "cheap@c")!.out, "steady@b is shown to be better");
  assertMatch(text, /It is not shown to beat these, cheaper: steady@b \(.*\), cheap@c \(67 % less;/);
});
