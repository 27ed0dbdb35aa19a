import type { Price, PureScorer } from "../../spec/mod.ts";

/** A recording to compare: the path of a cassette, or what one run recorded on it. */
export type DriftSource = string | {
  /** The cassette's path. */
  readonly cassette: string;
  /** Only what this run recorded; a run that replayed has recorded nothing. */
  readonly run?: string;
};

/** Options of {@linkcode measureDrift}. */
export interface DriftOptions {
  /**
   * Endpoints of the first tape that have another name on the second: `{ "gpt@openai": "gpt@azure" }`. Where an endpoint
   * has no name, the beginning of its URLs: `{ "https://api.openai.com/v1": "{gpt@openai}" }`.
   */
  readonly map?: { readonly [baseName: string]: string };
  /** JSON Pointers to fields of request bodies that do not count, beside those that the tapes ignore: `["/model"]`. */
  readonly ignore?: readonly string[];
  /** Measures of likeness beside the usual ones: each scores an answer of one tape with that of the other as expected. */
  readonly scorers?: readonly PureScorer[];
  /** Makes the embeddings by which answers are compared in meaning; without it, meaning is not compared. */
  readonly similarity?: AnswerSimilarity;
  /** What calls are priced by, beside what providers reported: by the endpoint's name, or one for all. */
  readonly prices?: Price | { readonly [endpoint: string]: Price };
  /** From here on a corrected p-value is noise. 0.05 unless given. */
  readonly alpha?: number;
  /** The most label permutations that a test draws. 9,999 unless given. */
  readonly resamples?: number;
  /** Decides which are drawn. */
  readonly seed?: string;
}

/** How answers are compared in meaning: by the cosine of their embeddings. */
export interface AnswerSimilarity {
  /** Who makes them, for the report: `text-embedding-3-small@openai`. */
  readonly name: string;
  /** One vector for each text, in their order; no text is blank. */
  embed(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
}
