import type { EmbeddingFormat, EmbeddingRequest, Endpoint, JsonObject, Warning, WireRequest } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { money } from "../_money.ts";
import { firstCount, isObject, listOf, objectOrNull } from "../_read.ts";
import { errorOutcome, findError } from "../openai_chat/errors.ts";
import { type EmbeddingAnswerFormat, readEmbeddings, readVector } from "./_embedding_answer.ts";
import { JSON_HEADERS, purposeWarnings } from "./_embedding_request.ts";

const ANSWER: EmbeddingAnswerFormat = {
  vectors: (body) => Array.isArray(body.data) ? inOrder(body.data.filter(isObject)) : null,
  inputTokens: (body) => {
    const usage = objectOrNull(body.usage);
    return firstCount(usage?.prompt_tokens, usage?.input_tokens, usage?.total_tokens);
  },
  rawUsage: (body) => body.usage ?? null,
  reportedCostUsd: (body) => {
    const cost = objectOrNull(body.usage)?.cost;
    return money(isObject(cost) ? cost.total_cost : cost)?.toString() ?? null;
  },
  findError,
  errorOutcome,
};

/**
 * OpenAI's embeddings, which most of those that speak its chat format offer too: several texts in one request. Vectors
 * come as numbers or, where `extra` asks for it, in base64; both are read.
 *
 * @example Two texts
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { openaiEmbeddings } from "@tapedeck/tapedeck";
 *
 * const body = new TextEncoder().encode(
 *   '{"data":[{"index":1,"embedding":[0,1]},{"index":0,"embedding":[1,0]}],"usage":{"prompt_tokens":4}}',
 * );
 * const response = { status: 200, headers: new Headers(), body, cuts: [], headersMs: 0 };
 * const outcome = openaiEmbeddings.fromWire(response, { inputs: 2 });
 * assertEquals(outcome.ok && outcome.result.vectors, [[1, 0], [0, 1]]);
 * ```
 */
export const openaiEmbeddings: EmbeddingFormat = {
  name: "openai-embeddings",
  authorize: (secret) => ({ authorization: `Bearer ${secret}` }),
  toWire,
  fromWire: (response, facts) => readEmbeddings(response, ANSWER, facts),
};

/** Mistral has a name of its own for the length of a vector. */
const DIMENSIONS: { readonly [provider: string]: string } = { mistral: "output_dimension" };

function toWire(request: EmbeddingRequest, endpoint: Endpoint): WireRequest {
  const warnings: Warning[] = purposeWarnings(request);
  const body: JsonObject = { model: endpoint.wireModel, input: [...request.inputs] };
  const dimensions = Object.hasOwn(DIMENSIONS, endpoint.provider) ? DIMENSIONS[endpoint.provider] : "dimensions";
  if (request.dimensions !== undefined) body[dimensions] = request.dimensions;
  return {
    method: "POST",
    path: "/embeddings",
    headers: JSON_HEADERS,
    body: mergeExtra(body, request.extra),
    warnings,
  };
}

/** By their `index`, which says which input a vector is of; as they stand where one has none. */
function inOrder(rows: readonly JsonObject[]): (readonly number[] | null)[] {
  const indices = new Set(rows.map(({ index }) => index));
  const isOrder = indices.size === rows.length && rows.every((_, i) => indices.has(i));
  const sorted = isOrder ? [...rows].sort((a, b) => Number(a.index) - Number(b.index)) : listOf(rows).filter(isObject);
  return sorted.map(({ embedding }) => readVector(embedding));
}
