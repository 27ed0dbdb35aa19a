import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { nearestPairs, unpairedOf } from "../../../src/cassette/upkeep/_pair_records.ts";
import { interactionLine } from "./support.ts";

const WORDS = ["sun", "moon", "star", "sea", "hill", "road", "tree", "bird"];
const prompt = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 12 }).map((words) => words.join(" "));

function requests(prompts: readonly string[], scope?: string) {
  return prompts.map((prompt, line) => unpairedOf(JSON.parse(interactionLine({ prompt, scope })), line));
}

Deno.test("each request is in one pair at most", () => {
  fc.assert(fc.property(fc.array(prompt, { maxLength: 12 }), fc.array(prompt, { maxLength: 12 }), (before, after) => {
    const pairs = nearestPairs(requests(before), requests(after));
    for (const side of [0, 1]) assertEquals(new Set(pairs.map((pair) => pair[side])).size, pairs.length);
  }));
});

Deno.test("requests that are the same find each other in any order", () => {
  fc.assert(fc.property(fc.uniqueArray(prompt, { maxLength: 12 }), (prompts) => {
    const pairs = nearestPairs(requests(prompts), requests(prompts.toReversed()));
    assertEquals(pairs.length, prompts.length);
    const words = (text: string) => [...new Set(text.split(" "))].sort().join(" ");
    for (const [a, b] of pairs) assertEquals(words(prompts[a.line]), words(prompts.toReversed()[b.line]));
  }));
});

Deno.test("thousands of requests with one changed word each find each other", () => {
  const texts = Array.from(
    { length: 3000 },
    (_, i) => `Question ${i}: what follows ${i * 7} in this long row of numbers?`,
  );
  const pairs = nearestPairs(
    requests(texts),
    requests(texts.map((text) => text.replace("long", "short")).toReversed()),
  );
  assertEquals(pairs.length, texts.length);
  for (const [a, b] of pairs) assertEquals(a.line, texts.length - 1 - b.line);
});

Deno.test("what has little in common is no pair, but in one scope", () => {
  const [one] = requests(["sun moon star sea hill road"]);
  const other = unpairedOf(JSON.parse(interactionLine({ url: "http://h/x", body: { input: [1, 2, 3, 4] } })), 0);
  assertEquals(nearestPairs([one], [other]), []);
  const [scoped] = requests(["sun"], "test a");
  const changed = unpairedOf(JSON.parse(interactionLine({ scope: "test a", url: "http://h/x", body: { q: 1 } })), 0);
  assert(nearestPairs([scoped], [changed]).length === 1);
});
