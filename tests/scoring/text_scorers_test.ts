import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { levenshteinScorer, rougeLScorer, tokenF1Scorer } from "../../src/scoring/mod.ts";
import type { JsonValue, PureScorer } from "../../src/spec/mod.ts";

interface Reference {
  readonly expected: string;
  readonly output: string;
  readonly token_f1: number;
  readonly rouge_l: number;
}

const text = await Deno.readTextFile(new URL("./reference/text_scores.jsonl", import.meta.url));
const REFERENCES: readonly Reference[] = text.trimEnd().split("\n").map((line) => JSON.parse(line));

const scored = (scorer: PureScorer, output: string, expected: JsonValue) =>
  scorer.score({ input: "", output, expected }).score;

const F1 = tokenF1Scorer();
const ROUGE = rougeLScorer();
const LEVENSHTEIN = levenshteinScorer();
const ALL = [F1, ROUGE, LEVENSHTEIN];

Deno.test("token_f1: the numbers of SQuAD's own script", () => {
  assertEquals(REFERENCES.length, 225);
  for (const { output, expected, token_f1 } of REFERENCES) {
    assertAlmostEquals(scored(F1, output, expected)!, token_f1, 1e-12, `${output} / ${expected}`);
  }
});

Deno.test("rouge_l: the numbers of the package rouge-score", () => {
  for (const { output, expected, rouge_l } of REFERENCES) {
    assertAlmostEquals(scored(ROUGE, output, expected)!, rouge_l, 1e-12, `${output} / ${expected}`);
  }
});

Deno.test("token_f1: articles of all scripts' words stay, and capitals do not count", () => {
  assertEquals(scored(F1, "ÉTÉ À PARIS", "été à paris"), 1);
  assertEquals(scored(F1, "aé", "é"), 0);
  assertEquals(scored(F1, "東京 都", "東京"), 2 / 3);
});

Deno.test("rouge_l: words of all scripts count", () => {
  assertEquals(scored(ROUGE, "le café était bon", "le café est bon"), 0.75);
  assertEquals(scored(ROUGE, "हिन्दी पाठ", "हिन्दी पाठ"), 1);
  assertEquals(scored(ROUGE, "cafe\u0301", "caf\u00e9"), 1);
});

/** Pairs whose edits can be counted by hand. */
const EDITS: readonly (readonly [a: string, b: string, edits: number, length: number])[] = [
  ["kitten", "sitting", 3, 7],
  ["flaw", "lawn", 2, 4],
  ["", "abc", 3, 3],
  ["ab", "ba", 2, 2],
  ["Paris", "paris", 1, 5],
  ["a😀c", "abc", 1, 3],
  ["👍🏽", "👍", 1, 2],
  ["cafe\u0301", "cafe", 1, 4],
  ["cafe\u0301", "caf\u00e9", 0, 4],
  ["prefix-x-suffix", "prefix-yy-suffix", 2, 16],
  ["日本語", "日本", 1, 3],
  ["\u0000\u0001", "\u0001\u0000", 2, 2],
];

Deno.test("levenshtein: the share of characters that stay, by code points", () => {
  for (const [a, b, edits, length] of EDITS) {
    assertAlmostEquals(scored(LEVENSHTEIN, a, b)!, 1 - edits / length, 1e-12, `${a} / ${b}`);
  }
  assertEquals(scored(LEVENSHTEIN, " Paris\n", "Paris"), 1);
  assertEquals(scored(levenshteinScorer({ ignoreCase: true, ignorePunctuation: true }), "PARIS!", "paris"), 1);
});

const letters = fc.string({ unit: fc.constantFrom(..."ab😀é "), maxLength: 12 });

Deno.test("levenshtein: as many edits as the plain table of all beginnings has", () => {
  const strict = levenshteinScorer({ trim: false });
  fc.assert(fc.property(letters, letters, (a, b) => {
    const [x, y] = [[...a.normalize()], [...b.normalize()]];
    let row = y.map((_, j) => j + 1);
    row.unshift(0);
    for (const [i, one] of x.entries()) {
      const next = [i + 1];
      for (const [j, other] of y.entries()) {
        next.push(Math.min(row[j] + (one === other ? 0 : 1), row[j + 1] + 1, next[j] + 1));
      }
      row = next;
    }
    const longest = Math.max(x.length, y.length);
    assertAlmostEquals(scored(strict, a, b)!, longest === 0 ? 1 : 1 - row[y.length] / longest, 1e-12);
  }));
});

Deno.test("levenshtein: texts too long to compare get no verdict, and say so; equal ones and near ones do", () => {
  const long = Array.from({ length: 100_000 }, (_, i) => String.fromCharCode(97 + (i * 7919) % 26)).join("");
  const other = Array.from({ length: 100_000 }, (_, i) => String.fromCharCode(65 + (i * 7919) % 26)).join("");
  assertEquals(LEVENSHTEIN.score({ input: "", output: long, expected: other }), {
    name: "levenshtein",
    score: null,
    metadata: { reason: "The texts are too long to be compared." },
  });
  assertEquals(scored(LEVENSHTEIN, long, long), 1);
  assertAlmostEquals(scored(LEVENSHTEIN, `${long.slice(0, 50_000)}!${long.slice(50_000)}`, long)!, 1, 1e-4);
  assertEquals(scored(LEVENSHTEIN, long, [other, long]), 1);
  assertEquals(scored(LEVENSHTEIN, long, [other, "short"]), null);
});

Deno.test("rouge_l: texts too long to compare get no verdict", () => {
  const words = "a b ".repeat(20_000);
  assertEquals(ROUGE.score({ input: "", output: words, expected: words }).score, null);
});

const prose = fc.string({ unit: fc.constantFrom("a", "the ", "Red ", "b, ", "é ", "7", " ", "."), maxLength: 20 });

Deno.test("texts are compared the same both ways, and never out of the range", () => {
  fc.assert(fc.property(prose, prose, (a, b) => {
    for (const scorer of ALL) {
      const [there, back] = [scored(scorer, a, b)!, scored(scorer, b, a)!];
      assertAlmostEquals(there, back, 1e-12);
      assert(there >= 0 && there <= 1);
    }
  }));
});

Deno.test("every text is itself; by rouge_l, if it has words", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (one) => {
    assertEquals(scored(LEVENSHTEIN, one, one), 1);
    assertEquals(scored(F1, one, one), 1);
    assertEquals(scored(ROUGE, `${one} word`, `${one} word`), 1);
  }));
});

Deno.test("of a list the best counts, and a sample that expects no text has no verdict", () => {
  for (const scorer of ALL) {
    assertEquals(scored(scorer, "red apple", ["blue", "red apple", "green"]), 1);
    assertEquals(scored(scorer, "42", 42), 1);
    for (const none of [null, [], { a: 1 }, [{}]] as JsonValue[]) assertEquals(scored(scorer, "red", none), null);
  }
});
