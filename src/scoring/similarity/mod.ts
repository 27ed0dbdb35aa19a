/**
 * How near an answer is in meaning to what was expected.
 * @module
 */
export { cosineSimilarity } from "./cosine_similarity.ts";
export { similarityScorer, type SimilarityScorerOptions } from "./similarity_scorer.ts";
