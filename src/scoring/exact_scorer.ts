import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { expectedTexts } from "./_expected_texts.ts";
import { normalizeText } from "./_normalize_text.ts";
import type { TextMatchOptions } from "./text_match_options.ts";

/** Options of {@linkcode exactScorer}. */
export type ExactScorerOptions = TextMatchOptions;

/**
 * Makes the scorer `exact`: 1 when the answer is the expected text, or one of several that a list expects. Numbers and
 * booleans are compared as they print; where a sample expects nothing or a table, it does not apply.
 *
 * @example Case and a full stop do not count
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exactScorer } from "@tapedeck/tapedeck";
 *
 * const scorer = exactScorer({ ignoreCase: true, ignorePunctuation: true });
 * const { score } = scorer.score({ input: "The capital of France?", output: "paris.\n", expected: "Paris" });
 * assertEquals(score, 1);
 * ```
 */
export function exactScorer(options: ExactScorerOptions = {}): PureScorer {
  return {
    name: "exact",
    score({ output, expected }: ScorerInput): Score {
      const wanted = expectedTexts(expected);
      if (wanted === null) return { name: "exact", score: null };
      const answer = normalizeText(output, options);
      return { name: "exact", score: wanted.some((text) => normalizeText(text, options) === answer) ? 1 : 0 };
    },
  };
}
