import type { JsonValue } from "./json.ts";

/** What a scorer looks at. */
export interface ScorerInput {
  readonly input: string;
  readonly output: string;
  /** What the prompt's sample says the answer should be; `null` when it says nothing. */
  readonly expected: JsonValue;
}

/** A verdict: 0 is wrong, 1 is right; `null` when the scorer does not apply. */
export interface Score {
  readonly name: string;
  readonly score: number | null;
  readonly metadata?: { readonly [key: string]: JsonValue };
}

/** A pure function from an answer to a verdict. */
export interface Scorer {
  readonly name: string;
  score(input: ScorerInput): Score;
}
