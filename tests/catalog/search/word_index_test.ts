import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { WordIndex } from "../../../src/catalog/search/_word_index.ts";
import { wordsOf } from "../../../src/catalog/search/_words_of.ts";

const DOCUMENTS = [
  { names: new Set(["claude", "sonnet", "4"]), traits: new Set(["chat", "tools"]) },
  { names: new Set(["claude", "opus", "5"]), traits: new Set(["chat"]) },
  { names: new Set(["ministral", "8b"]), traits: new Set(["chat"]) },
  { names: new Set(["mixtral", "8x22b"]), traits: new Set(["chat"]) },
  { names: new Set(["mistral", "tools"]), traits: new Set(["chat"]) },
];
const index = new WordIndex(DOCUMENTS);

/** The documents that are found, the best first. */
const found = (...words: string[]) =>
  index.search(words).sort((a, b) => b.score - a.score).map(({ document }) => document);

Deno.test("all words must be there, where any document has them all", () => {
  assertEquals(found("claude", "opus"), [1]);
  assertEquals(found("opus", "claude"), [1]);
  assertEquals(found("claude", "zebra").sort(), [0, 1]);
  assertEquals(found("zebra"), []);
  assertEquals(found(), []);
});

Deno.test("a word may be the beginning of one, and a mistake counts only where nothing else fits", () => {
  assertEquals(found("son"), [0]);
  assertEquals(found("cluade").sort(), [0, 1]);
  assertEquals(found("mistral"), [4]);
});

Deno.test("of words with mistakes those with the fewest are meant", () => {
  assertEquals(found("minstral").sort(), [2, 4]);
  assertEquals(found("mixtrall"), [3]);
});

Deno.test("numbers and short words are never guessed", () => {
  assertEquals([found("9b"), found("8x22c"), found("opu5"), found("ops")], [[], [], [], []]);
});

Deno.test("a word in a name counts more than one in what is said of it", () => {
  assertEquals(found("tools"), [4, 0]);
});

Deno.test("every document is found by each of its own words", () => {
  DOCUMENTS.forEach(({ names, traits }, i) => {
    for (const word of [...names, ...traits]) assert(found(word).includes(i), `${word} ${i}`);
  });
});

Deno.test("letters before a number are a word, and versions stay whole", () => {
  assertEquals(wordsOf("openai/GPT-4o: gpt4o"), ["openai", "gpt", "4o", "gpt", "4o"]);
  assertEquals(wordsOf("qwen3-coder v3 k2.5"), ["qwen", "3", "coder", "v3", "k2", "5"]);
  assertEquals(wordsOf("  "), []);
});

Deno.test("what is split once is not split again", () => {
  fc.assert(fc.property(fc.string(), (text) => {
    const words = wordsOf(text);
    assertEquals(words.flatMap(wordsOf), words);
  }));
});
