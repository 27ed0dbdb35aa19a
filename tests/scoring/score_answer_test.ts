import { assertEquals, assertRejects } from "@std/assert";
import fc from "fast-check";
import { exactScorer, scoreAnswer } from "../../src/scoring/mod.ts";
import type { Score, Scorer, ScorerTools } from "../../src/spec/mod.ts";

const INPUT = { input: "2 + 2?", output: "4", expected: "4" };
const giving = (score: unknown, name = "odd"): Scorer => ({ name, score: () => ({ name, score }) as Score });
const failing = (thrown: unknown, name = "broken"): Scorer => ({ name, score: () => Promise.reject(thrown) });

Deno.test("each scorer's verdict stands under its name, in order, with their mean", async () => {
  const late: Scorer = { name: "late", score: async () => await Promise.resolve({ name: "other", score: 0.5 }) };
  const { scores, score, errors } = await scoreAnswer([late, exactScorer()], INPUT);
  assertEquals(scores, [{ name: "late", score: 0.5 }, { name: "exact", score: 1 }]);
  assertEquals([score, errors], [0.75, []]);
  assertEquals((await scoreAnswer([late, exactScorer()], INPUT, { weights: { exact: 3 } })).score, 0.875);
});

Deno.test("a scorer that throws, at once or later, loses its own verdict only", async () => {
  const atOnce: Scorer = {
    name: "at_once",
    score: () => {
      throw new TypeError("no such thing\nand more");
    },
  };
  const { scores, score, errors } = await scoreAnswer([atOnce, failing("text"), exactScorer()], INPUT);
  assertEquals(scores, [
    { name: "at_once", score: null, metadata: { error: "no such thing" } },
    { name: "broken", score: null, metadata: { error: "text" } },
    { name: "exact", score: 1 },
  ]);
  assertEquals(score, 1);
  assertEquals(errors.map(({ scorer }) => scorer), ["at_once", "broken"]);
});

Deno.test("an error without words is an error, and a long one is cut", async () => {
  const { errors } = await scoreAnswer([failing(new Error("")), failing("x".repeat(9000))], INPUT);
  assertEquals(errors[0].message, "It failed without a word");
  assertEquals(errors[1].message.length, 500);
});

Deno.test("what must not be kept is taken out of an error's message", async () => {
  const clean = (text: string) => text.replace("sk-1", "[secret]");
  const { scores, errors } = await scoreAnswer([failing("sk-1")], INPUT, { clean });
  assertEquals(scores[0].metadata, { error: "[secret]" });
  assertEquals(errors[0].message, "[secret]");
});

Deno.test("what is no number from 0 to 1 is no verdict, and nothing is cut to fit", async () => {
  for (const odd of [NaN, Infinity, -0.01, 1.01, "1", true, undefined, {}]) {
    const { scores, errors } = await scoreAnswer([giving(odd)], INPUT);
    assertEquals(scores[0].score, null);
    assertEquals(errors.length, 1);
  }
  assertEquals((await scoreAnswer([giving(NaN)], INPUT)).errors[0].message.endsWith("it is NaN"), true);
});

Deno.test("a verdict of nothing at all is an error too", async () => {
  const none = { name: "none", score: () => undefined } as unknown as Scorer;
  assertEquals((await scoreAnswer([none], INPUT)).scores[0].metadata, { error: "It gave no verdict" });
});

Deno.test("null is a verdict: the scorer does not apply", async () => {
  assertEquals(await scoreAnswer([giving(null)], INPUT), {
    scores: [{ name: "odd", score: null }],
    score: null,
    errors: [],
  });
});

Deno.test("every number from 0 to 1 stays as it is", async () => {
  await fc.assert(fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), async (score) => {
    assertEquals((await scoreAnswer([giving(score)], INPUT)).scores[0].score, score);
  }));
});

Deno.test("calls that were ended give no verdict: the cell has not ended", async () => {
  const controller = new AbortController();
  controller.abort(new DOMException("over", "AbortError"));
  const tools = () => ({ signal: controller.signal }) as ScorerTools;
  await assertRejects(() => scoreAnswer([failing("cut short")], INPUT, { tools }), DOMException, "over");
});
