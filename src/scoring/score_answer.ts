import type { JsonValue, Score, Scorer, ScorerInput, ScorerTools } from "../spec/mod.ts";
import { meanScore } from "./mean_score.ts";

/** Options of {@linkcode scoreAnswer}. */
export interface ScoreAnswerOptions {
  /** How much scorers count in the mean, by name; one that is not named counts 1. */
  readonly weights?: { readonly [name: string]: number };
  /** What a scorer that makes calls makes them with; absent: none of them does. */
  readonly tools?: (scorer: Scorer) => ScorerTools;
  /** Takes out of a message what must not be kept. */
  readonly clean?: (message: string) => string;
}

/** What scorers say of an answer. */
export interface AnswerScores {
  /** One for each scorer, in their order, under their names. */
  readonly scores: readonly Score[];
  /** The weighted mean of those that apply; `null` when none does. */
  readonly score: number | null;
  /** The scorers that gave no usable verdict, and why. */
  readonly errors: readonly { readonly scorer: string; readonly message: string }[];
}

const MESSAGE_CHARS = 500;

/**
 * Score one answer by all scorers at once. What a scorer throws, and a verdict that is no number from 0 to 1 and not
 * `null`, loses nothing but that verdict: it is `null`, with the reason in its metadata under `error`.
 *
 * Rejects only when a scorer's calls were ended by their signal, with the signal's reason.
 *
 * @example A scorer that fails
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { exactScorer, scoreAnswer } from "@tapedeck/tapedeck";
 *
 * const broken = { name: "broken", score: () => ({ name: "broken", score: 7 }) };
 * const input = { input: "2 + 2?", output: "4", expected: "4" };
 * const { score, errors } = await scoreAnswer([exactScorer(), broken], input);
 * assertEquals(score, 1);
 * assertEquals(errors, [{ scorer: "broken", message: "The score must be a number from 0 to 1 or null: it is 7" }]);
 * ```
 */
export async function scoreAnswer(
  scorers: readonly Scorer[],
  input: ScorerInput,
  options: ScoreAnswerOptions = {},
): Promise<AnswerScores> {
  const errors: { scorer: string; message: string }[] = [];
  const failed = (scorer: Scorer, reason: string, metadata?: Score["metadata"]): Score => {
    const text = reason.length <= MESSAGE_CHARS ? reason : `${reason.slice(0, MESSAGE_CHARS - 1)}…`;
    const message = options.clean?.(text) ?? text;
    errors.push({ scorer: scorer.name, message });
    return { name: scorer.name, score: null, metadata: { ...metadata, error: message } };
  };
  const scores = await Promise.all(scorers.map(async (scorer): Promise<Score> => {
    const tools = options.tools?.(scorer);
    try {
      const given = await scorer.score(input, tools);
      if (typeof given !== "object" || given === null) return failed(scorer, "It gave no verdict");
      const problem = problemOf(given.score);
      return problem === null ? { ...given, name: scorer.name } : failed(scorer, problem, given.metadata);
    } catch (error) {
      tools?.signal?.throwIfAborted();
      return failed(scorer, reasonOf(error));
    }
  }));
  return { scores, score: meanScore(scores, options), errors };
}

/** Nothing is cut to fit: a score outside its range is a mistake of its scorer, and not a very good answer. */
function problemOf(score: number | null): string | null {
  if (score === null || (typeof score === "number" && score >= 0 && score <= 1)) return null;
  return `The score must be a number from 0 to 1 or null: it is ${shown(score as JsonValue | undefined)}`;
}

function shown(value: JsonValue | undefined): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value) ?? "undefined";
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim() === "" ? "It failed without a word" : message.split("\n")[0];
}
