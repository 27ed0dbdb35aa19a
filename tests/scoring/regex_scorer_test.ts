import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { UserError } from "../../src/base/mod.ts";
import { regexScorer, type RegexScorerOptions } from "../../src/scoring/mod.ts";

const CASES: readonly (readonly [what: string, output: string, score: number, options: RegexScorerOptions])[] = [
  ["found within", "It is 42.", 1, { pattern: "\\d+" }],
  ["not found", "It is many.", 0, { pattern: "\\d+" }],
  ["held by its ends", "It is 42", 0, { pattern: "^\\d+$" }],
  ["ends are those of the text", "42\n43", 0, { pattern: "^42$" }],
  ["ends are those of lines", "42\n43", 1, { pattern: "^42$", flags: "m" }],
  ["capitals count", "PARIS", 0, { pattern: "paris" }],
  ["capitals do not count", "PARIS", 1, { pattern: "paris", flags: "i" }],
  ["a dot is no line end", "a\nb", 0, { pattern: "a.b" }],
  ["a dot is anything", "a\nb", 1, { pattern: "a.b", flags: "su" }],
  ["a dot is a whole character", "🦕", 1, { pattern: "^.$" }],
  ["a property of characters", "é", 1, { pattern: "^\\p{L}$" }],
  ["an escape as JavaScript writes it", "é/", 1, { pattern: "\\u00e9\\/" }],
  ["a named group", "2026", 1, { pattern: "(?<year>\\d{4})" }],
  ["not to be found, and found", "I am sorry", 0, { pattern: "sorry", negate: true }],
  ["not to be found, and not found", "42", 1, { pattern: "sorry", negate: true }],
  ["the empty pattern", "", 1, { pattern: "" }],
];

for (const [what, output, score, options] of CASES) {
  Deno.test(`regex: ${what}`, () => {
    assertEquals(regexScorer(options).score({ input: "", output, expected: null }), { name: "regex", score });
  });
}

const WRONG: readonly (readonly [options: RegexScorerOptions, message: string])[] = [
  [
    { pattern: "[a" },
    `Cannot score by regex as 'pattern' must be a regular expression in RE2's syntax (missing closing ]`,
  ],
  [{ pattern: "[a" }, `current value is "[a"`],
  [{ pattern: "*" }, "missing argument to repetition operator"],
  [{ pattern: "(?=a)" }, "unsupported Perl syntax"],
  [{ pattern: "(a)\\1" }, "invalid escape sequence"],
  [{ pattern: "a", flags: "gx" }, `'flags' must be some of i, m, s, u: current value is "gx"`],
  [{ pattern: "a", flags: "ii" }, "'flags' must be some of"],
];

for (const [options, message] of WRONG) {
  Deno.test(`regex: ${JSON.stringify(options)} is refused with ${message}`, () => {
    assertThrows(() => regexScorer(options), UserError, message);
  });
}

Deno.test("regex: the patterns that hang other engines do not hang this one", () => {
  const output = "a".repeat(50_000) + "!";
  for (const pattern of ["^(a+)+$", "^(a|a)*$", "^(.*a){12}$", "^a*a*a*a*a*a*$"]) {
    assertEquals(regexScorer({ pattern }).score({ input: "", output, expected: null }).score, 0);
  }
});

Deno.test("regex: plain words are found exactly where they are", () => {
  const text = fc.string({ unit: fc.constantFrom(..."abc ") });
  fc.assert(fc.property(text, text, fc.boolean(), (output, pattern, negate) => {
    const score = regexScorer({ pattern, negate }).score({ input: "", output, expected: null }).score;
    assertEquals(score === 1, output.includes(pattern) !== negate);
  }));
});

Deno.test("regex: a scorer has no memory", () => {
  const scorer = regexScorer({ pattern: "a" });
  const input = { input: "", output: "a", expected: null };
  assertEquals([scorer.score(input).score, scorer.score(input).score], [1, 1]);
});
