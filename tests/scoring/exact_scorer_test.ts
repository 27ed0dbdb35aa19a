import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { exactScorer, type ExactScorerOptions } from "../../src/scoring/mod.ts";
import type { JsonValue } from "../../src/spec/mod.ts";

type Case = readonly [
  what: string,
  output: string,
  expected: JsonValue,
  score: number | null,
  options?: ExactScorerOptions,
];

const CASES: readonly Case[] = [
  ["the same text", "Paris", "Paris", 1],
  ["another text", "Paris", "London", 0],
  ["more than the text", "It is Paris", "Paris", 0],
  ["blanks at the ends", " Paris\n", "Paris", 1],
  ["blanks at the ends that count", "Paris\n", "Paris", 0, { trim: false }],
  ["blanks within", "New  York", "New York", 0],
  ["capitals", "PARIS", "Paris", 0],
  ["capitals that do not count", "PARIS", "Paris", 1, { ignoreCase: true }],
  ["punctuation", "Paris.", "Paris", 0],
  ["punctuation that does not count", "“Paris!”", "Paris", 1, { ignorePunctuation: true }],
  ["words that punctuation stands between", "red, green", "red green", 1, { ignorePunctuation: true }],
  ["blanks that punctuation stood between", "a - b", "a b", 1, { ignorePunctuation: true }],
  ["a decimal point", "3.5", "35", 0, { ignorePunctuation: true }],
  ["a leading point", ".5", "5", 0, { ignorePunctuation: true }],
  ["a sign", "-5", "5", 0, { ignorePunctuation: true }],
  ["a time", "10:30", "1030", 0, { ignorePunctuation: true }],
  ["a percent sign", "5%", "5", 0, { ignorePunctuation: true }],
  ["a full stop behind a number", "42.", "42", 1, { ignorePunctuation: true }],
  ["composed and decomposed letters", "cafe\u0301", "caf\u00e9", 1],
  ["nothing, where nothing is expected", "  ", "", 1],
  ["a number", "42", 42, 1],
  ["a boolean", "true", true, 1],
  ["one of several", "CO2", ["carbon dioxide", "CO2"], 1],
  ["none of several", "O2", ["carbon dioxide", "CO2"], 0],
  ["no expectation", "Paris", null, null],
  ["an empty list", "Paris", [], null],
  ["a table", "Paris", { city: "Paris" }, null],
  ["a list with a table", "Paris", ["Paris", {}], null],
];

for (const [what, output, expected, score, options] of CASES) {
  Deno.test(`exact: ${what}`, () => {
    assertEquals(exactScorer(options).score({ input: "", output, expected }), { name: "exact", score });
  });
}

const options = fc.record({ ignoreCase: fc.boolean(), trim: fc.boolean(), ignorePunctuation: fc.boolean() });

Deno.test("exact: every text is itself, whatever does not count", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), options, (text, options) => {
    assertEquals(exactScorer(options).score({ input: "", output: text, expected: text }).score, 1);
  }));
});

Deno.test("exact: what does not count cannot make a right answer wrong", () => {
  const text = fc.string({ unit: fc.constantFrom(..."aAé .,-5%") });
  fc.assert(fc.property(text, text, options, (output, expected, options) => {
    const strict = exactScorer({ trim: false }).score({ input: "", output, expected }).score;
    if (strict === 1) assertEquals(exactScorer(options).score({ input: "", output, expected }).score, 1);
  }));
});

Deno.test("exact: answer and expectation can be swapped", () => {
  const text = fc.string({ unit: fc.constantFrom(..."aA. ") });
  fc.assert(fc.property(text, text, options, (a, b, options) => {
    const scorer = exactScorer(options);
    assertEquals(
      scorer.score({ input: "", output: a, expected: b }),
      scorer.score({ input: "", output: b, expected: a }),
    );
  }));
});
