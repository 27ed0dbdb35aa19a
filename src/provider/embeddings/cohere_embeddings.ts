import type { EmbeddingFormat, EmbeddingRequest, Endpoint, JsonObject, Warning, WireRequest } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { firstCount, isObject, objectOrNull } from "../_read.ts";
import { errorOutcome, findError } from "../cohere_chat/errors.ts";
import { type EmbeddingAnswerFormat, readEmbeddings, readVector } from "./_embedding_answer.ts";
import { cannotSend, JSON_HEADERS } from "./_embedding_request.ts";

/** It must be told what the vectors are for; comparing texts with each other is what its clustering is for too. */
const PURPOSES: { readonly [purpose in NonNullable<EmbeddingRequest["purpose"]>]: string } = {
  query: "search_query",
  document: "search_document",
  similarity: "clustering",
  classification: "classification",
  clustering: "clustering",
};

const ANSWER: EmbeddingAnswerFormat = {
  vectors: (body) => {
    const rows = isObject(body.embeddings) ? body.embeddings.float : body.embeddings;
    return Array.isArray(rows) ? rows.map(readVector) : null;
  },
  inputTokens: (body) => {
    const meta = objectOrNull(body.meta);
    return firstCount(objectOrNull(meta?.billed_units)?.input_tokens, objectOrNull(meta?.tokens)?.input_tokens);
  },
  rawUsage: (body) => body.meta ?? null,
  findError,
  errorOutcome,
};

/**
 * Cohere's embeddings, version 2. It always wants to know what the vectors are for: without a `purpose` they are for
 * documents, and a warning says so.
 *
 * @example Texts to be found
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { cohereEmbeddings } from "@tapedeck/tapedeck";
 *
 * const endpoint = {
 *   key: "cohere/embed-v4.0@cohere",
 *   model: "cohere/embed-v4.0",
 *   provider: "cohere",
 *   baseUrl: "https://api.cohere.com/v2",
 *   wireModel: "embed-v4.0",
 *   wire: "cohere-chat",
 *   price: null,
 *   credential: null,
 * };
 * const { body } = cohereEmbeddings.toWire({ inputs: ["A tape"], purpose: "document" }, endpoint);
 * assertEquals(body.input_type, "search_document");
 * ```
 */
export const cohereEmbeddings: EmbeddingFormat = {
  name: "cohere-embeddings",
  authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
  toWire,
  fromWire: (response, facts) => readEmbeddings(response, ANSWER, facts),
};

function toWire({ inputs, purpose, dimensions, extra }: EmbeddingRequest, { wireModel }: Endpoint): WireRequest {
  const warnings: Warning[] = [];
  if (purpose === undefined && extra?.input_type === undefined) {
    warnings.push({
      code: "unsupported",
      message: 'Cannot leave out what the embeddings are for as the provider demands it: sent as "search_document"',
    });
  }
  if (purpose === "similarity") warnings.push(cannotSend("purpose", purpose));
  const body: JsonObject = {
    model: wireModel,
    texts: [...inputs],
    input_type: PURPOSES[purpose ?? "document"],
    embedding_types: ["float"],
  };
  if (dimensions !== undefined) body.output_dimension = dimensions;
  return { method: "POST", path: "/embed", headers: JSON_HEADERS, body: mergeExtra(body, extra), warnings };
}
