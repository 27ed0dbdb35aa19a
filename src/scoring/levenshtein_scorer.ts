import { distance } from "fastest-levenshtein";
import type { PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { expectedTexts } from "./_expected_texts.ts";
import { normalizeText } from "./_normalize_text.ts";
import type { TextMatchOptions } from "./text_match_options.ts";

/** Options of {@linkcode levenshteinScorer}. */
export type LevenshteinScorerOptions = TextMatchOptions;

/** The most characters of one text times those of the other: 20,000 each, about a third of a second. */
const MOST_WORK = 4e8;

/**
 * Makes the scorer `levenshtein`: how alike the answer and the expected text are, `1 - d / n` with `d` the fewest
 * insertions, deletions and replacements of a character that make one of the other, and `n` the length of the longer
 * one. A character is a code point of Unicode's composed form. Of a list, the best counts.
 *
 * Its time grows with the product of the lengths, so there is a bound: texts of more than 20,000 characters each (or
 * 4,000 against 100,000), blanks and equal ends not counted, get no verdict, with the reason in the metadata. Where a
 * sample expects nothing or a table, the scorer does not apply.
 *
 * @example Three edits of seven characters
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { levenshteinScorer } from "@tapedeck/tapedeck";
 *
 * const { score } = levenshteinScorer().score({ input: "", output: "kitten", expected: "sitting" });
 * assertEquals(score, 1 - 3 / 7);
 * ```
 */
export function levenshteinScorer(options: LevenshteinScorerOptions = {}): PureScorer {
  return {
    name: "levenshtein",
    score({ output, expected }: ScorerInput): Score {
      const wanted = expectedTexts(expected);
      if (wanted === null) return { name: "levenshtein", score: null };
      const answer = normalizeText(output, options);
      const scores = wanted.map((text) => similarity(answer, normalizeText(text, options)));
      const known = scores.filter((score) => score !== null);
      if (known.length > 0 && (known.length === scores.length || known.includes(1))) {
        return { name: "levenshtein", score: Math.max(...known) };
      }
      return { name: "levenshtein", score: null, metadata: { reason: "The texts are too long to be compared." } };
    },
  };
}

/** From 0 to 1; `null` when it would take too long. */
function similarity(a: string, b: string): number | null {
  if (a === b) return 1;
  const [first, second] = [[...a], [...b]];
  const longest = Math.max(first.length, second.length);
  let start = 0;
  while (start < first.length && start < second.length && first[start] === second[start]) start++;
  let end = 0;
  const most = Math.min(first.length, second.length) - start;
  while (end < most && first[first.length - 1 - end] === second[second.length - 1 - end]) end++;
  const middles = [first, second].map((points) => points.slice(start, points.length - end));
  if (middles[0].length * middles[1].length > MOST_WORK) return null;
  const [short, long] = middles[0].length <= middles[1].length ? middles : middles.toReversed();
  // The package counts code units, and a character beyond the first plane has two. Only which are the same matters:
  // each character of the shorter text gets a unit, and all others share one.
  const units = new Map([...new Set(short)].map((point, i) => [point, String.fromCharCode(i + 1)]));
  const inUnits = (points: readonly string[]) => points.map((point) => units.get(point) ?? "\0").join("");
  return 1 - distance(inUnits(short), inUnits(long)) / longest;
}
