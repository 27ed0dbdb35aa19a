import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { defineScorer, scoreAnswer, type ScorerFunction } from "../../src/scoring/mod.ts";
import type { ScorerInput } from "../../src/spec/mod.ts";

const INPUT: ScorerInput = { input: "2 + 2?", output: "4", expected: "4", fields: { level: 1 } };
const verdictOf = async (fn: ScorerFunction, options = {}, input = INPUT) =>
  (await scoreAnswer([defineScorer("mine", fn, options)], input)).scores[0];

Deno.test("a function gives a number, a boolean, nothing, or a score with metadata, at once or later", async () => {
  assertEquals(await verdictOf(() => 0.5), { name: "mine", score: 0.5 });
  assertEquals(await verdictOf(() => true), { name: "mine", score: 1 });
  assertEquals(await verdictOf(() => false), { name: "mine", score: 0 });
  assertEquals(await verdictOf(() => null), { name: "mine", score: null });
  assertEquals(await verdictOf(() => Promise.resolve({ score: true })), { name: "mine", score: 1 });
  assertEquals(await verdictOf(() => ({ name: "other", score: 0.1, metadata: { why: "so" } })), {
    name: "mine",
    score: 0.1,
    metadata: { why: "so" },
  });
});

Deno.test("a function sees all that scorers look at, and its arguments", async () => {
  const seen: unknown[] = [];
  await verdictOf((input) => {
    seen.push(input);
    return 1;
  }, { args: { limit: 3, output: "never" } });
  assertEquals(seen, [{ ...INPUT, limit: 3 }]);
});

Deno.test("a function that wants JSON gets it, and an answer without any is wrong", async () => {
  const rank: ScorerFunction = ({ output }) => output.rank === 2;
  const score = async (output: string) => (await verdictOf(rank, { output: "json" }, { ...INPUT, output })).score;
  assertEquals(await score('{ "rank": 2 }'), 1);
  assertEquals(await score('```json\n{ "rank": 3 }\n```'), 0);
  assertEquals(await score("rank 2"), 0);
});

Deno.test("metadata that JSON cannot carry are left out", async () => {
  const loop: { self?: unknown } = {};
  loop.self = loop;
  assertEquals(await verdictOf(() => ({ score: 1, metadata: { a: undefined, b: () => 1, c: 1 } })), {
    name: "mine",
    score: 1,
    metadata: { c: 1 },
  });
  for (const metadata of [loop, [1], { big: 1n }]) {
    assertEquals(await verdictOf(() => ({ score: 1, metadata })), { name: "mine", score: 1 });
  }
});

Deno.test("what is no verdict is an error of the scorer", async () => {
  const wrong: unknown[] = ["1", 2, NaN, undefined, {}, { score: "1" }, [1]];
  for (const value of wrong) {
    const verdict = await verdictOf(() => value as number);
    assertEquals(verdict.score, null);
    assert(typeof verdict.metadata?.error === "string");
  }
});

Deno.test("the hash of its code changes with its text and its arguments", () => {
  const one = defineScorer("a", ({ output }) => output === "x");
  assertEquals(one.code, defineScorer("b", ({ output }) => output === "x").code);
  assertNotEquals(one.code, defineScorer("a", ({ output }) => output === "y").code);
  assertNotEquals(one.code, defineScorer("a", ({ output }) => output === "x", { args: { y: 1 } }).code);
});
