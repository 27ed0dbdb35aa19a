import type { JsonObject, JsonValue } from "../spec/mod.ts";
import type { JudgeConfig, PairwiseConfig, SimilarityConfig } from "./call_scorer_configs.ts";

/** How texts are compared, as the `[score]` table has it. */
export interface TextScoreConfig {
  /** Whether capitals are the same as small letters. */
  ignore_case: boolean;
  /** Whether blanks at both ends are left out. */
  trim: boolean;
  /** Whether punctuation is left out, but for that within numbers. */
  ignore_punctuation: boolean;
}

/** The options of each kind of scorer, as the `[score]` table has them. */
export interface ScorerConfigs {
  /** Is the answer the expected text? */
  exact: TextScoreConfig;
  /** Has the answer the expected text within it? */
  contains: TextScoreConfig & { mode: "all" | "any"; whole_words: boolean; numbers: boolean };
  /** Is a pattern found in the answer? */
  regex: { pattern: string; flags: string; negate: boolean };
  /** Is the answer JSON that a schema accepts? */
  json_schema: { schema: JsonObject };
  /** Is the number in the answer the expected one? Tolerances are decimal numbers as text. */
  number: { tolerance: string; relative_tolerance: string; pick: "last" | "first" | "any" };
  /** Is the letter that the answer gives the expected one? */
  choice: { choices_field: string; count: number; index_from: 0 | 1 };
  /** Is the answer JSON? */
  json_valid: { fence: boolean; type: "any" | "object" | "array" };
  /** Do the expected values stand at places of the answer's JSON? */
  json_path: { paths: string[]; equals: { [path: string]: JsonValue } };
  /** How much of the answer's JSON is the expected one? */
  json_diff: { ignore: string[] };
  /** How far are the words of the answer the expected ones? */
  token_f1: Record<never, never>;
  /** How alike are the answer and the expected text, character by character? */
  levenshtein: TextScoreConfig;
  /** How much of the expected text does the answer have in its order? */
  rouge_l: Record<never, never>;
  /** Did the answer come in time? */
  latency: { max_ms?: number; ttft_max_ms?: number };
  /** Did the answer cost little enough? US dollars as a decimal number in text. */
  cost: { max_usd: string };
  /** Does the answer make the expected calls of tools? */
  tool_calls: {
    field?: string;
    arguments: "equal" | "subset" | "ignore";
    order: "any" | "same";
    extra: "wrong" | "allowed";
  };
  /** Does the answer pass the checks that its sample brings along? */
  checks: { field: string; mode: "mean" | "all" };
  /** How near in meaning is the answer to the expected text, by embeddings? */
  similarity: SimilarityConfig;
  /** What does a model say of the answer, by a rubric? */
  judge: JudgeConfig;
  /** Is the answer better than that of a baseline, as a model sees it? */
  pairwise: PairwiseConfig;
}

/** The kinds of scorers that a `[score]` table can name. */
export type ScorerKind = keyof ScorerConfigs;
