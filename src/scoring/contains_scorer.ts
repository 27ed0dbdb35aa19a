import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { expectedTexts } from "./_expected_texts.ts";
import { normalizeText } from "./_normalize_text.ts";
import type { TextMatchOptions } from "./text_match_options.ts";

const LETTER_OR_DIGIT = /^[\p{L}\p{N}]/u;

/** Options of {@linkcode containsScorer}. */
export interface ContainsScorerOptions extends TextMatchOptions {
  /** Of a list of expected texts: must the answer have all of them, or any one? `any` unless given. */
  readonly mode?: "all" | "any";
  /** Whether a text counts only where no letter or digit adjoins it, so that `8` is not in `18`. `false` unless given. */
  readonly wholeWords?: boolean;
  /** Whether a sample that expects a number is scored as well; without, that is left to `number`. `true` unless given. */
  readonly numbers?: boolean;
}

/**
 * Makes the scorer `contains`: 1 when the answer has the expected text within it. A list expects several texts, of which
 * any one is enough unless `mode` is `all`; the score is 0 or 1 all the same.
 *
 * An expected text of which nothing is left to look for (an empty one) is passed over; where none is left, or the sample
 * expects nothing or a table, the scorer does not apply.
 *
 * @example Any of two names
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { containsScorer } from "@tapedeck/tapedeck";
 *
 * const scorer = containsScorer({ ignoreCase: true });
 * const input = { input: "Which gas?", expected: ["carbon dioxide", "CO2"] };
 * assertEquals(scorer.score({ ...input, output: "Carbon dioxide, of course." }).score, 1);
 * assertEquals(scorer.score({ ...input, output: "Oxygen." }).score, 0);
 * ```
 */
export function containsScorer(options: ContainsScorerOptions = {}): PureScorer {
  const { mode = "any", wholeWords = false, numbers = true } = options;
  return {
    name: "contains",
    score({ output, expected }: ScorerInput): Score {
      if (!numbers && typeof expected === "number") return { name: "contains", score: null };
      const wanted = expectedTexts(expected)?.map((text) => normalizeText(text, options)).filter((text) => text !== "");
      if (wanted === undefined || wanted.length === 0) return { name: "contains", score: null };
      const answer = normalizeText(output, options);
      const has = (text: string) => wholeWords ? hasWord(answer, text) : answer.includes(text);
      return { name: "contains", score: (mode === "all" ? wanted.every(has) : wanted.some(has)) ? 1 : 0 };
    },
  };
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    // Two code units on each side hold the whole neighbour, whatever its plane.
    const before = [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? "";
    const [after = ""] = text.slice(at + word.length, at + word.length + 2);
    if (!LETTER_OR_DIGIT.test(before) && !LETTER_OR_DIGIT.test(after)) return true;
  }
  return false;
}
