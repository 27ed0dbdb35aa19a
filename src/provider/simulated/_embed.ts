import { taggedHash } from "../../base/mod.ts";
import { embeddingVector } from "./_embedding_vector.ts";
import { contextTokens, type RequestProblem } from "./_refused.ts";
import { countTokens } from "./_tokens.ts";
import type { Embedded, EmbeddingAsked } from "./doors/mod.ts";
import type { SimulatedEndpoint } from "./simulated_endpoint.ts";

const DIMENSIONS = 256;

/** A vector for each text, with a hash of what was asked, or what the request is refused for. */
export function embed(
  { texts, dimensions }: EmbeddingAsked,
  { endpoint, seed }: { readonly endpoint: SimulatedEndpoint; readonly seed: string },
): Embedded & { readonly hash: string } | RequestProblem {
  const most = endpoint.capability?.dimensions ?? DIMENSIONS;
  if (dimensions !== null && dimensions > most) {
    return { kind: "invalid", parameter: "dimensions", reason: `it must be at most ${most}` };
  }
  const counts = texts.map(countTokens);
  const longest = Math.max(...counts);
  if (longest >= contextTokens(endpoint)) {
    return { kind: "context_length", tokens: longest, most: contextTokens(endpoint) };
  }
  return {
    model: endpoint.model,
    vectors: texts.map((text) => embeddingVector(text, { seed, dimensions: dimensions ?? most })),
    tokens: counts.reduce((sum, count) => sum + count, 0),
    hash: taggedHash("embeddings", [...texts]),
  };
}
