import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { expectedTexts } from "./_expected_texts.ts";

/** The most words of one text times those of the other: 14,000 each, about a third of a second. */
const MOST_WORK = 2e8;

/**
 * Makes the scorer `rouge_l`: the F-measure of ROUGE-L, which looks at the longest sequence of words that both texts
 * have in the same order, with other words between or not. Precision is its length by the answer's words, recall by those
 * of the expected text, and `F = 2PR / (P + R)`. Of a list, the best counts; a text without words gives 0.
 *
 * Source: Lin 2004, "ROUGE: A Package for Automatic Evaluation of Summaries", with equal weights as the package
 * `rouge-score` of PyPI has them (`rougeL`, without stemming). Words are in small letters and end at anything that is
 * neither letter nor digit; unlike there, letters are those of all scripts. Texts whose words number more than 14,000
 * each get no verdict, with the reason in the metadata; where a sample expects nothing or a table, it does not apply.
 *
 * @example Six words of seven
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { rougeLScorer } from "@tapedeck/tapedeck";
 *
 * const expected = "The cat was found under the bed.";
 * const { score } = rougeLScorer().score({ input: "", output: "the cat was under the bed", expected });
 * assertAlmostEquals(score!, 2 * (6 / 6) * (6 / 7) / (6 / 6 + 6 / 7));
 * ```
 */
export function rougeLScorer(): PureScorer {
  return {
    name: "rouge_l",
    score({ output, expected }: ScorerInput): Score {
      const wanted = expectedTexts(expected)?.map(wordsOf);
      if (wanted === undefined) return { name: "rouge_l", score: null };
      const answer = wordsOf(output);
      if (wanted.some((words) => words.length * answer.length > MOST_WORK)) {
        return { name: "rouge_l", score: null, metadata: { reason: "The texts are too long to be compared." } };
      }
      return { name: "rouge_l", score: Math.max(...wanted.map((words) => fMeasure(answer, words))) };
    },
  };
}

function wordsOf(text: string): string[] {
  return text.normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

function fMeasure(answer: readonly string[], wanted: readonly string[]): number {
  const common = longestCommon(answer, wanted);
  if (common === 0) return 0;
  const precision = common / answer.length;
  const recall = common / wanted.length;
  return (2 * precision * recall) / (precision + recall);
}

/** The length of the longest common subsequence, row by row. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
  const codes = new Map([...new Set([...a, ...b])].map((word, code) => [word, code]));
  const [first, second] = [a, b].map((words) => Uint32Array.from(words, (word) => codes.get(word)!));
  const row = new Uint32Array(second.length + 1);
  for (const code of first) {
    let diagonal = 0;
    for (let j = 1; j <= second.length; j++) {
      const above = row[j];
      row[j] = second[j - 1] === code ? diagonal + 1 : Math.max(above, row[j - 1]);
      diagonal = above;
    }
  }
  return row[second.length];
}
