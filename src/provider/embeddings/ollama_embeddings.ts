import type { EmbeddingFormat, EmbeddingRequest, Endpoint, JsonObject, WireRequest } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { countOrNull } from "../_read.ts";
import { errorOutcome, findError } from "../ollama_chat/errors.ts";
import { type EmbeddingAnswerFormat, readEmbeddings, readVector } from "./_embedding_answer.ts";
import { JSON_HEADERS, purposeWarnings } from "./_embedding_request.ts";

const ANSWER: EmbeddingAnswerFormat = {
  vectors: (body) => Array.isArray(body.embeddings) ? body.embeddings.map(readVector) : null,
  inputTokens: (body) => countOrNull(body.prompt_eval_count),
  rawUsage: (body) => body.prompt_eval_count === undefined ? null : { prompt_eval_count: body.prompt_eval_count },
  findError,
  errorOutcome,
};

/**
 * Ollama's native embeddings. A text that is longer than the model's context is cut by the server without a word unless
 * `extra` has `truncate: false`.
 *
 * @example Refuse what is too long
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { ollamaEmbeddings } from "@tapedeck/tapedeck";
 *
 * const endpoint = {
 *   key: "library/nomic-embed-text@ollama",
 *   model: "library/nomic-embed-text",
 *   provider: "ollama",
 *   baseUrl: "http://127.0.0.1:11434/api",
 *   wireModel: "nomic-embed-text",
 *   wire: "ollama-chat",
 *   price: null,
 *   credential: null,
 * };
 * const { body } = ollamaEmbeddings.toWire({ inputs: ["A tape"], extra: { truncate: false } }, endpoint);
 * assertEquals(body, { model: "nomic-embed-text", input: ["A tape"], truncate: false });
 * ```
 */
export const ollamaEmbeddings: EmbeddingFormat = {
  name: "ollama-embeddings",
  authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
  toWire,
  fromWire: (response, facts) => readEmbeddings(response, ANSWER, facts),
};

function toWire(request: EmbeddingRequest, { wireModel }: Endpoint): WireRequest {
  const body: JsonObject = { model: wireModel, input: [...request.inputs] };
  if (request.dimensions !== undefined) body.dimensions = request.dimensions;
  return {
    method: "POST",
    path: "/embed",
    headers: JSON_HEADERS,
    body: mergeExtra(body, request.extra),
    warnings: purposeWarnings(request),
  };
}
