import type { JsonValue, PureScorer, Score, ScorerInput } from "../spec/mod.ts";
import { type ChoiceLetters, findChoice, plainWords } from "./_find_choice.ts";

/** All letters that a choice may have. */
const LETTERS = "ABCDEFGHIJ";

/** Options of {@linkcode choiceScorer}. */
export interface ChoiceScorerOptions {
  /** The field of the sample's row that has the choices: a list of texts, or a table by letters. `choices` unless given. */
  readonly choicesField?: string;
  /** How many choices there are where the row does not say, from 2 to 10. 10 unless given. */
  readonly count?: number;
  /** What the first choice is where a sample expects a number. 0 unless given. */
  readonly indexFrom?: 0 | 1;
}

/**
 * Makes the scorer `choice`: 1 when the letter that the answer gives, from A to J, is the expected one. The letter is
 * found by the first of these rules that finds one, the last find of a rule counting as answers come after reasoning:
 * `\boxed{C}`; a statement (`The answer is (C)`, `Answer: C`, `I would pick C`, `Option C is correct`); a last or first
 * line that is the letter; the one line that begins with it (`C. Paris`); the text of one choice; the one letter in
 * brackets, bold or backticks; the one capital that stands as a word, `A` and `I` excepted.
 *
 * What is expected is the letter, the choice's text, or its index. Where it is none of these, the scorer does not apply;
 * an answer without a letter, or with two (`A or B`), is 0. The metadata tell the letter and the rule.
 *
 * @example A letter after its reasoning
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { choiceScorer } from "@tapedeck/tapedeck";
 *
 * const fields = { choices: ["London", "Berlin", "Paris"] };
 * const input = { input: "The capital of France?", output: "A is in England, so the answer is **(C)**.", fields };
 * assertEquals(choiceScorer().score({ ...input, expected: "C" }).score, 1);
 * assertEquals(choiceScorer().score({ ...input, expected: 2 }).score, 1);
 * assertEquals(choiceScorer().score({ ...input, expected: "Paris" }).score, 1);
 * ```
 */
export function choiceScorer(options: ChoiceScorerOptions = {}): PureScorer {
  const { choicesField = "choices", count = LETTERS.length, indexFrom = 0 } = options;
  return {
    name: "choice",
    score({ output, expected, fields }: ScorerInput): Score {
      const texts = choiceTexts(fields?.[choicesField] ?? null);
      const among = { letters: LETTERS.slice(0, texts?.length ?? count), texts };
      const wanted = expectedLetter(expected, { ...among, indexFrom });
      if (wanted === null) return { name: "choice", score: null };
      const found = findChoice(output, among);
      const metadata = { found: found?.letter ?? null, rule: found?.rule ?? null };
      return { name: "choice", score: found?.letter === wanted ? 1 : 0, metadata };
    },
  };
}

/** The choices as texts in the order of their letters; `null` where the row has none, or something else. */
function choiceTexts(choices: JsonValue): string[] | null {
  const isTable = typeof choices === "object" && choices !== null && !Array.isArray(choices);
  const list = isTable ? [...LETTERS].map((letter) => choices[letter] ?? choices[letter.toLowerCase()]) : choices;
  if (!Array.isArray(list)) return null;
  const end = isTable ? list.findIndex((item) => item === undefined) : list.length;
  const items = list.slice(0, end < 0 ? list.length : end);
  const areTexts = items.every((item) => item !== null && typeof item !== "object");
  const fits = items.length >= 1 && items.length <= LETTERS.length;
  return areTexts && fits ? items.map(String) : null;
}

/** The letter that is meant by a letter, by a choice's text, or by its index; texts go before indexes. */
function expectedLetter(
  expected: JsonValue,
  { letters, texts, indexFrom }: ChoiceLetters & { readonly indexFrom: number },
): string | null {
  if (typeof expected !== "string" && typeof expected !== "number") return null;
  const letter = /^[\s("'[*]*([A-Za-z])[\s).:"'\]*]*$/.exec(String(expected))?.[1].toUpperCase();
  if (letter !== undefined && letters.includes(letter)) return letter;
  const at = texts?.map(plainWords).indexOf(plainWords(String(expected))) ?? -1;
  if (at >= 0 && typeof expected === "string") return letters[at];
  const index = /^\s*\d+\s*$/.test(String(expected)) ? Number(expected) - indexFrom : -1;
  return letters[index] ?? null;
}
