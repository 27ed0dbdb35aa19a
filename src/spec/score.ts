import type { JsonValue } from "./json.ts";

/** What a scorer looks at. */
export interface ScorerInput {
  /** The text of the last user message; the empty string when there is none. */
  readonly input: string;
  /** The text of the answer, without its reasoning. */
  readonly output: string;
  /** What the prompt's sample says the answer should be; `null` when it says nothing. */
  readonly expected: JsonValue;
}

/** A verdict: 0 is wrong, 1 is right; `null` when the scorer does not apply. */
export interface Score {
  /** The scorer's own: `exact`. */
  readonly name: string;
  /** From 0 to 1; `null` is left out of every mean. */
  readonly score: number | null;
  /** What led to the verdict: `{ found: ["42"] }`. */
  readonly metadata?: { readonly [key: string]: JsonValue };
}

/** A pure function from an answer to a verdict. */
export interface Scorer {
  /** The column of its verdicts is named after it: `exact` gives `score_exact`. */
  readonly name: string;
  /** The same input must give the same verdict: a replay scores anew. */
  score(input: ScorerInput): Score;
}
