import type { Score, Scorer, ScorerInput, ScorerTools } from "../../spec/mod.ts";
import { expectedTexts } from "../_expected_texts.ts";
import { cosineSimilarity } from "./cosine_similarity.ts";

/** Options of {@linkcode similarityScorer}. */
export interface SimilarityScorerOptions {
  /** `similarity` unless given. */
  readonly name?: string;
  /** Who makes the embeddings: the key of an endpoint. */
  readonly endpoint: string;
  /** From here on the score is 1, below it 0. The score is the similarity itself unless given. */
  readonly threshold?: number;
}

/**
 * Makes a scorer that compares what an answer means with what was expected: the cosine of their embeddings, where less
 * than 0 counts as 0. Of several expected texts, the nearest counts.
 *
 * It does not apply where a sample expects nothing or a table. An empty answer is 0 without a call, as most providers
 * embed no empty text.
 *
 * @throws {TypeError} when it is asked to score without tools.
 *
 * @example Two vectors that point the same way
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { type ScorerTools, similarityScorer } from "@tapedeck/tapedeck";
 *
 * const scorer = similarityScorer({ endpoint: "acme/embed@local", threshold: 0.8 });
 * const tools = {
 *   embed: () => Promise.resolve({ ok: true, vectors: [[1, 0], [2, 0]], costUsd: "0.000001" }),
 * } as unknown as ScorerTools;
 * const score = await scorer.score({ input: "Hello?", output: "Hi", expected: "Hello" }, tools);
 * assertEquals([score.score, score.metadata?.cosine], [1, 1]);
 * ```
 */
export function similarityScorer({ name = "similarity", endpoint, threshold }: SimilarityScorerOptions): Scorer {
  return {
    name,
    makesCalls: true,
    async score({ output, expected }: ScorerInput, tools?: ScorerTools): Promise<Score> {
      if (tools === undefined) {
        throw new TypeError(`Cannot score as the scorer "${name}" makes calls and was given no tools`);
      }
      const wanted = expectedTexts(expected)?.filter((text) => text.trim() !== "") ?? [];
      if (wanted.length === 0) return { name, score: null };
      if (output.trim() === "") return { name, score: 0 };
      const made = await tools.embed([output, ...wanted], { endpoint });
      const spent = { calls: 1, costUsd: made.costUsd };
      if (!made.ok) {
        const { kind, message } = made.failure;
        return { name, score: null, metadata: { error: kind, message }, ...spent };
      }
      const [answer, ...others] = made.vectors;
      const cosines = others.map((other) => cosineSimilarity(answer, other)).filter((cosine) => cosine !== null);
      if (cosines.length === 0) return { name, score: null, metadata: { cosine: null }, ...spent };
      const cosine = Math.max(...cosines);
      const score = threshold === undefined ? Math.max(0, cosine) : cosine >= threshold ? 1 : 0;
      return { name, score, metadata: { cosine }, ...spent };
    },
  };
}
