import type { EmbeddingFormat, EmbeddingRequest, Endpoint, JsonObject, WireRequest } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { geminiResource } from "../_gemini_resource.ts";
import { firstCount, isObject, objectOrNull } from "../_read.ts";
import { errorOutcome, findError } from "../gemini_generate_content/errors.ts";
import { type EmbeddingAnswerFormat, readEmbeddings, readVector } from "./_embedding_answer.ts";
import { JSON_HEADERS } from "./_embedding_request.ts";

const PURPOSES: { readonly [purpose in NonNullable<EmbeddingRequest["purpose"]>]: string } = {
  query: "RETRIEVAL_QUERY",
  document: "RETRIEVAL_DOCUMENT",
  similarity: "SEMANTIC_SIMILARITY",
  classification: "CLASSIFICATION",
  clustering: "CLUSTERING",
};

const ANSWER: EmbeddingAnswerFormat = {
  vectors: (body) =>
    Array.isArray(body.embeddings)
      ? body.embeddings.filter(isObject).map(({ values }) => readVector(values))
      : isObject(body.embedding)
      ? [readVector(body.embedding.values)]
      : null,
  inputTokens: (body) => {
    const usage = objectOrNull(body.usageMetadata);
    return firstCount(usage?.promptTokenCount, usage?.totalTokenCount);
  },
  rawUsage: (body) => body.usageMetadata ?? null,
  findError,
  errorOutcome,
};

/**
 * Gemini's embeddings, by `batchEmbedContents`: each text is a request of its own within one call. Most of its models
 * do not say how many tokens there were: the usage is then unknown.
 *
 * @example The two sides of a search
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { geminiEmbeddings } from "@tapedeck/tapedeck";
 *
 * const endpoint = {
 *   key: "google/gemini-embedding-001@gemini",
 *   model: "google/gemini-embedding-001",
 *   provider: "gemini",
 *   baseUrl: "https://generativelanguage.googleapis.com/v1beta",
 *   wireModel: "gemini-embedding-001",
 *   wire: "gemini-generate-content",
 *   price: null,
 *   credential: null,
 * };
 * const request = geminiEmbeddings.toWire({ inputs: ["What is a tape?"], purpose: "query" }, endpoint);
 * assertEquals(request.path, "/models/gemini-embedding-001:batchEmbedContents");
 * assertEquals(request.body.requests, [{
 *   model: "models/gemini-embedding-001",
 *   content: { parts: [{ text: "What is a tape?" }] },
 *   taskType: "RETRIEVAL_QUERY",
 * }]);
 * ```
 */
export const geminiEmbeddings: EmbeddingFormat = {
  name: "gemini-embeddings",
  authorize: (secret) => ({ "x-goog-api-key": secret }),
  toWire,
  fromWire: (response, facts) => readEmbeddings(response, ANSWER, facts),
};

function toWire({ inputs, purpose, dimensions, extra }: EmbeddingRequest, { wireModel }: Endpoint): WireRequest {
  const model = geminiResource(wireModel);
  const common: JsonObject = {};
  if (purpose !== undefined) common.taskType = PURPOSES[purpose];
  if (dimensions !== undefined) common.outputDimensionality = dimensions;
  const requests = inputs.map((text) => ({ model, content: { parts: [{ text }] }, ...common }));
  return {
    method: "POST",
    path: `/${model}:batchEmbedContents`,
    headers: JSON_HEADERS,
    body: mergeExtra({ requests }, extra),
    warnings: [],
  };
}
