import type { PureScorer } from "../../spec/mod.ts";
import type { AnswerMeasure } from "./_agreement.ts";
import type { Sample } from "./_sample.ts";
import type { AnswerSimilarity } from "./drift_options.ts";

/** So many texts are embedded by one call. */
const BATCH = 64;

/** All respects in which answers are compared. */
export async function answerMeasures(
  samples: Iterable<Sample>,
  { scorers = [], similarity }: {
    readonly scorers?: readonly PureScorer[];
    readonly similarity?: AnswerSimilarity | undefined;
  },
): Promise<AnswerMeasure[]> {
  return [
    same("exact", "exact text", ({ output }) => output),
    same("answers", "normalised text", ({ normalised }) => normalised),
    words(),
    same("answers", "JSON", ({ json }) => json),
    same("answers", "tool names", ({ toolNames }) => toolNames),
    same("answers", "tool calls", ({ toolCalls }) => toolCalls),
    same("answers", "finish reason", ({ finishReason }) => finishReason),
    ...scorers.map((scorer) => scored(scorer.name, scorer)),
    ...similarity === undefined ? [] : [await likeness(samples, similarity)],
  ];
}

function same(kind: AnswerMeasure["kind"], what: string, read: (sample: Sample) => string | null): AnswerMeasure {
  return { kind, what, has: (sample) => read(sample) !== null, agree: (a, b) => read(a) === read(b) ? 1 : 0 };
}

/**
 * How far two answers have the same normalised words, as often as each comes and whatever their order: the harmonic mean
 * of precision and recall, as SQuAD has it. Two answers without words are the same.
 */
function words(): AnswerMeasure {
  const known = new WeakMap<Sample, ReadonlyMap<string, number>>();
  const countsOf = (sample: Sample) => {
    let counts = known.get(sample);
    if (counts === undefined) known.set(sample, counts = wordCounts(sample.normalised ?? ""));
    return counts;
  };
  return {
    kind: "answers",
    what: "words (token F1)",
    has: ({ output }) => output !== null,
    agree: (a, b) => a.normalised === b.normalised ? 1 : sharedWords(countsOf(a), countsOf(b)),
  };
}

function wordCounts(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of text.split(" ")) if (word !== "") counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function sharedWords(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let [shared, all] = [0, 0];
  for (const [word, count] of a) {
    shared += Math.min(count, b.get(word) ?? 0);
    all += count;
  }
  for (const count of b.values()) all += count;
  return all === 0 ? 1 : 2 * shared / all;
}

/** A scorer may favour one side: both ways round count alike. */
function scored(what: string, scorer: PureScorer): AnswerMeasure {
  const score = (a: Sample, b: Sample) => {
    const input = { input: "", output: a.output ?? "", expected: b.output ?? "" };
    return scorer.score(input).score ?? 0;
  };
  return {
    kind: "answers",
    what,
    has: ({ output }) => output !== null,
    agree: (a, b) => a.output === b.output ? 1 : (score(a, b) + score(b, a)) / 2,
  };
}

/** By the cosine of embeddings, where less than 0 counts as 0. A blank answer is like a blank one, and like no other. */
async function likeness(samples: Iterable<Sample>, { name, embed }: AnswerSimilarity): Promise<AnswerMeasure> {
  const texts = new Set<string>();
  for (const { output } of samples) if (output !== null && output.trim() !== "") texts.add(output);
  // In an order that does not depend on that of the lines, so that the same calls are made again.
  const ordered = [...texts].sort();
  const vectors = new Map<string, Float32Array>();
  for (let at = 0; at < ordered.length; at += BATCH) {
    const batch = ordered.slice(at, at + BATCH);
    const made = await embed(batch);
    if (made.length !== batch.length) {
      throw new RangeError(
        `Cannot compare answers as there must be one vector for each of ${batch.length} texts: ` +
          `current value is ${made.length}`,
      );
    }
    batch.forEach((text, i) => vectors.set(text, unitVector(made[i])));
  }
  return {
    kind: "answers",
    what: `meaning (cosine of ${name})`,
    has: ({ output }) => output !== null,
    agree: (a, b) => a.output === b.output ? 1 : cosine(vectors.get(a.output ?? ""), vectors.get(b.output ?? "")),
  };
}

function unitVector(vector: readonly number[]): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => length > 0 ? value / length : 0);
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return a === b ? 1 : 0;
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += a[i] * b[i];
  return Math.min(1, Math.max(0, dot));
}
