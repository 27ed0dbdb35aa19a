import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { expectedTexts } from "./_expected_texts.ts";

/**
 * Makes the scorer `token_f1`: how far the words of the answer and of the expected text are the same, as the harmonic
 * mean of precision and recall, whatever their order. Texts are compared as SQuAD does it: in small letters, without
 * ASCII punctuation and the articles `a`, `an` and `the`, cut at blanks; where one of two texts has no words left, it is
 * 1 if the other has none either. Of a list, the best counts.
 *
 * Source: the evaluation script of SQuAD 2.0 (Rajpurkar, Jia, Liang 2018, arXiv 1806.03822). Where a sample expects
 * nothing or a table, the scorer does not apply.
 *
 * @example Two of three words
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { tokenF1Scorer } from "@tapedeck/tapedeck";
 *
 * const input = { input: "Where?", output: "In the city of Paris!", expected: "Paris city" };
 * assertEquals(tokenF1Scorer().score(input).score, 2 * (2 / 4) * 1 / (2 / 4 + 1));
 * ```
 */
export function tokenF1Scorer(): PureScorer {
  return {
    name: "token_f1",
    score({ output, expected }: ScorerInput): Score {
      const wanted = expectedTexts(expected);
      if (wanted === null) return { name: "token_f1", score: null };
      const answer = squadTokens(output);
      return { name: "token_f1", score: Math.max(...wanted.map((text) => f1(answer, squadTokens(text)))) };
    },
  };
}

const PUNCTUATION = /[!-/:-@[-`{-~]/g;
// Python's word boundary, which is that of all letters.
const ARTICLES = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

function squadTokens(text: string): string[] {
  const plain = text.toLowerCase().replace(PUNCTUATION, "").replace(ARTICLES, " ").trim();
  return plain === "" ? [] : plain.split(/\s+/);
}

function f1(answer: readonly string[], wanted: readonly string[]): number {
  if (answer.length === 0 || wanted.length === 0) return answer.length === wanted.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const token of wanted) left.set(token, (left.get(token) ?? 0) + 1);
  let same = 0;
  for (const token of answer) {
    const count = left.get(token) ?? 0;
    if (count === 0) continue;
    left.set(token, count - 1);
    same++;
  }
  if (same === 0) return 0;
  const precision = same / answer.length;
  const recall = same / wanted.length;
  return (2 * precision * recall) / (precision + recall);
}
