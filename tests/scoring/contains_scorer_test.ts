import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { containsScorer, type ContainsScorerOptions, exactScorer } from "../../src/scoring/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

type Case = readonly [
  what: string,
  output: string,
  expected: JsonValue,
  score: number | null,
  options?: ContainsScorerOptions,
];

const GASES = ["carbon dioxide", "CO2"];

const CASES: readonly Case[] = [
  ["the text alone", "Paris", "Paris", 1],
  ["the text within others", "It is Paris, of course.", "Paris", 1],
  ["another text", "It is London.", "Paris", 0],
  ["capitals", "it is paris", "Paris", 0],
  ["capitals that do not count", "it is PARIS", "Paris", 1, { ignoreCase: true }],
  ["punctuation that does not count", "a carbon-dioxide, maybe", "carbondioxide", 1, { ignorePunctuation: true }],
  ["blanks around what is expected", "Paris", " Paris ", 1],
  ["blanks around what is expected that count", "Paris", " Paris ", 0, { trim: false }],
  ["a number", "There are 18 of them", 8, 1],
  ["a number as a whole word", "There are 18 of them", 8, 0, { wholeWords: true }],
  ["a whole word at the ends", "no", "no", 1, { wholeWords: true }],
  ["a whole word behind a part of one", "I know: no!", "no", 1, { wholeWords: true }],
  ["a whole word beside a letter of another plane", "𝐚no no𝐛", "no", 0, { wholeWords: true }],
  ["a whole word in quotes", "'no'", "no", 1, { wholeWords: true }],
  ["any of several", "CO2", GASES, 1],
  ["none of several", "Oxygen", GASES, 0],
  ["all of several", "Carbon: carbon dioxide (CO2)", GASES, 1, { mode: "all" }],
  ["not all of several", "CO2", GASES, 0, { mode: "all" }],
  ["no expectation", "Paris", null, null],
  ["an empty text", "Paris", "", null],
  ["an empty text among others", "Paris", ["", "London"], 0],
  ["nothing but punctuation that does not count", "Paris", "?", null, { ignorePunctuation: true }],
  ["an empty list", "Paris", [], null],
  ["a table", "Paris", { city: "Paris" }, null],
];

for (const [what, output, expected, score, options] of CASES) {
  Deno.test(`contains: ${what}`, () => {
    assertEquals(containsScorer(options).score({ input: "", output, expected }), { name: "contains", score });
  });
}

const word = fc.string({ unit: fc.constantFrom(..."abA. "), minLength: 1 }).filter((text) => text.trim() !== "");

Deno.test("contains: what is put around a text does not hide it", () => {
  fc.assert(fc.property(fc.string(), word, fc.string(), (before, expected, after) => {
    const output = `${before}${expected}${after}`;
    assertEquals(containsScorer().score({ input: "", output, expected }).score, 1);
  }));
});

Deno.test("contains: what is exactly right is also within", () => {
  fc.assert(fc.property(word, word, fc.boolean(), (output, expected, ignoreCase) => {
    const input = { input: "", output, expected };
    if (exactScorer({ ignoreCase }).score(input).score !== 1) return;
    for (const wholeWords of [true, false]) {
      assertEquals(containsScorer({ ignoreCase, wholeWords }).score(input).score, 1);
    }
  }));
});

Deno.test("contains: all is harder than any, and whole words than parts", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(..."ab ") }),
      fc.array(word, { minLength: 1 }),
      (output, expected) => {
        const score = (options: ContainsScorerOptions) =>
          containsScorer(options).score({ input: "", output, expected }).score!;
        assert(score({ mode: "all" }) <= score({ mode: "any" }));
        assert(score({ wholeWords: true }) <= score({ wholeWords: false }));
      },
    ),
  );
});
