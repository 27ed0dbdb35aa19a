import type { JsonObject, JsonValue } from "../spec/mod.ts";

/** What all scorers that make calls have in the `[score]` table. */
export interface CallScorerConfig {
  /** The key of an endpoint, or a table as in `[[endpoints]]`; absent where there are several. */
  endpoint?: JsonValue;
  /** Parameters of its calls, as in `[parameters]`. */
  parameters?: JsonObject;
  /** The path of its own tape, beside the plan; absent: beside the run's tape, with the scorer's name behind it. */
  cassette?: string;
  /** Answers that it looks at at once; absent: as many as the run has calls in flight. */
  concurrency?: number;
}

/** What a judge sees, and what it says. */
export interface JudgingConfig extends CallScorerConfig {
  /** What a good answer is, in words. */
  rubric: string;
  /** Whether it explains itself before it grades. */
  reasoning: boolean;
  /** `input`, `messages`, `expected`, and names of fields. */
  show: string[];
}

/** `[score.judge]`: a grade by a rubric. */
export interface JudgeConfig extends JudgingConfig {
  /** A panel, in place of one endpoint. */
  endpoints?: JsonValue[];
  /** Words to choose from with their scores; absent: those of `DEFAULT_GRADES`, or a scale. */
  grades?: { [grade: string]: number };
  /** The lowest and the highest number, in place of words. */
  scale?: [low: number, high: number];
  /** Where the grade stands in what it says. */
  format: "line" | "json";
  /** How the grades of a panel become one. */
  panel: "mean" | "majority";
}

/** `[score.pairwise]`: each answer against that of a baseline, in both orders. */
export interface PairwiseConfig extends JudgingConfig {
  /** Which answers are compared with: the key of an endpoint of the plan, and values of axes. What is absent is the same. */
  baseline: { [name: string]: JsonValue };
}

/** `[score.similarity]`: how near an answer is in meaning to what was expected. */
export interface SimilarityConfig extends CallScorerConfig {
  /** From here on the score is 1, below it 0; absent: it is the similarity itself. */
  threshold?: number;
  /** The dialect of its embeddings; absent: as the endpoint's chats have it. */
  format?: string;
  /** The length of a vector; absent: as the model has it. */
  dimensions?: number;
}
