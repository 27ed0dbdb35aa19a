import type { JsonObject, JsonValue } from "../../../spec/mod.ts";
import { isObject, listOf, objectOrNull } from "../../_read.ts";
import { callTokens } from "../_compose.ts";
import { contextTokens } from "../_refused.ts";
import { tokensOf } from "../_tokens.ts";
import type { SimulatedAnswer, SimulatedToolCall } from "../simulated_answer.ts";
import type { SimulatedEndpoint } from "../simulated_endpoint.ts";
import { outputTokens, partsText, pathBehind, refused, sizeOrNull } from "./_parts.ts";
import type { AnswerFacts, Door, DoorError, Embedded, EmbeddingAsked, Route, StreamPiece } from "./door.ts";

const EMBEDS = ["embedContent", "batchEmbedContents"];
const PAGE = 50;

/** Google's generateContent. */
export const geminiDoor: Door = {
  name: "gemini",
  wire: "gemini-generate-content",
  streamType: ({ query }) => isSse(query) ? "text/event-stream" : "application/json; charset=UTF-8",
  route,
  isStream: () => false,
  problem({ generationConfig }) {
    const many = Number(objectOrNull(generationConfig)?.candidateCount ?? 1) > 1;
    return many ? { kind: "unsupported", parameter: "candidateCount" } : null;
  },
  plain: (answer) => piece(answer, { parts: partsOf(answer), finishReason: finishReason(answer) }),
  stream,
  // Without `alt=sse` it is the last element of the array.
  streamError: (words, { query }) => isSse(query) ? words : `,\r\n${words.replace(/^data: /, "").trim()}]`,
  tellsReasoning: (asked) => asked === true,
  headers: () => ({}),
  rateHeaders: () => ({}),
  error,
  models(endpoints, query) {
    const start = Number(query.get("pageToken")) || 0;
    const rows = endpoints.slice(start, start + (Number(query.get("pageSize")) || PAGE)).map(modelRow);
    const next = start + rows.length;
    return { models: rows, ...(next < endpoints.length ? { nextPageToken: String(next) } : {}) };
  },
  model: modelRow,
  embeddingAsked,
  embeddings({ vectors }: Embedded, body): JsonObject {
    const written = vectors.map((values) => ({ values: [...values] }));
    return body.requests === undefined ? { embedding: written[0] } : { embeddings: written };
  },
};

function route(method: string, path: string): Route | null {
  // Its clients take either version of the API.
  if (method === "GET" && /^\/v1(?:beta)?\/models$/.test(path)) return { kind: "models" };
  const rest = pathBehind("/v1beta/models/", path) ?? pathBehind("/v1/models/", path);
  if (rest === null) return null;
  if (method === "GET") return { kind: "model", model: rest };
  const [, model, action] = /^(.+):(\w+)$/.exec(rest) ?? [];
  if (method !== "POST" || model === undefined) return null;
  if (EMBEDS.includes(action)) return { kind: "embeddings", model };
  const isStream = action === "streamGenerateContent";
  return isStream || action === "generateContent" ? { kind: "chat", model, stream: isStream } : null;
}

function isSse(query: URLSearchParams): boolean {
  return query.get("alt") === "sse";
}

/** A piece of a stream looks as a whole answer does. */
function piece(
  answer: SimulatedAnswer,
  { parts, finishReason }: { parts: JsonObject[]; finishReason?: string },
): JsonObject {
  return {
    candidates: [{
      content: { parts, role: "model" },
      ...(finishReason === undefined ? {} : { finishReason }),
      index: 0,
    }],
    usageMetadata: usageOf(answer),
    modelVersion: answer.model,
    responseId: answer.id,
  };
}

function partsOf({ reasoning, signature, text, toolCalls }: SimulatedAnswer): JsonObject[] {
  const parts: JsonObject[] = [];
  if (reasoning !== "") parts.push({ text: reasoning, thought: true });
  if (text !== "") parts.push({ text });
  for (const [place, call] of toolCalls.entries()) parts.push(callPart(call, place === 0 ? signature : null));
  return parts;
}

/** Of several calls, the first has the signature. */
function callPart({ id, name, arguments: given }: SimulatedToolCall, signature: string | null): JsonObject {
  const part: JsonObject = { functionCall: { id: `call_${id}`, name, args: JSON.parse(given) } };
  if (signature !== null) part.thoughtSignature = signature;
  return part;
}

/** An answer that calls tools ends with `STOP` too. */
function finishReason(answer: SimulatedAnswer): string {
  return answer.finishReason === "length" ? "MAX_TOKENS" : "STOP";
}

/** Thoughts are counted beside the candidates, and a count of 0 is left out. */
function usageOf({ usage }: SimulatedAnswer): JsonObject {
  const { inputTokens, imageTokens, outputTokens, reasoningTokens, cacheReadTokens } = usage;
  const candidates = outputTokens - reasoningTokens;
  const details: JsonValue[] = [{ modality: "TEXT", tokenCount: inputTokens - imageTokens }];
  if (imageTokens > 0) details.push({ modality: "IMAGE", tokenCount: imageTokens });
  return {
    promptTokenCount: inputTokens,
    ...(candidates > 0 ? { candidatesTokenCount: candidates } : {}),
    totalTokenCount: inputTokens + outputTokens,
    ...(cacheReadTokens > 0 ? { cachedContentTokenCount: cacheReadTokens } : {}),
    promptTokensDetails: details,
    ...(reasoningTokens > 0 ? { thoughtsTokenCount: reasoningTokens } : {}),
  };
}

function stream(answer: SimulatedAnswer, { query }: AnswerFacts): StreamPiece[] {
  const steps: { readonly parts: JsonObject[]; readonly tokens: number }[] = [];
  for (const text of tokensOf(answer.reasoning)) steps.push({ parts: [{ text, thought: true }], tokens: 1 });
  for (const text of tokensOf(answer.text)) steps.push({ parts: [{ text }], tokens: 1 });
  for (const [place, call] of answer.toolCalls.entries()) {
    steps.push({ parts: [callPart(call, place === 0 ? answer.signature : null)], tokens: callTokens(call) });
  }
  const documents = [
    ...steps.map(({ parts, tokens }) => ({ document: piece(answer, { parts }), tokens })),
    { document: piece(answer, { parts: [{ text: "" }], finishReason: finishReason(answer) }), tokens: 0 },
  ];
  return documents.map(({ document, tokens }, place) => {
    const json = JSON.stringify(document);
    // Its streams end their lines as HTTP does; without `alt=sse` they are one array.
    if (isSse(query)) return { text: `data: ${json}\r\n\r\n`, tokens };
    const isLast = place === documents.length - 1;
    return { text: `${place === 0 ? "[" : ",\r\n"}${json}${isLast ? "]" : ""}`, tokens };
  });
}

function error(problem: DoorError) {
  const say = (code: number, status: string, message: string) => {
    const { headers, ...rest } = refused(code, { error: { code, message, status } });
    return { ...rest, headers: { ...headers, "content-type": "application/json; charset=UTF-8" } };
  };
  switch (problem.kind) {
    case "no_json":
      return say(400, "INVALID_ARGUMENT", "The body of the request is no JSON object");
    case "no_route":
      return say(404, "NOT_FOUND", `Nothing is at ${problem.path}`);
    case "no_model":
      return say(404, "NOT_FOUND", `models/${problem.model} is not found`);
    case "unsupported":
      return say(400, "INVALID_ARGUMENT", `${problem.parameter} is not supported by this model`);
    case "invalid":
      return say(400, "INVALID_ARGUMENT", `Invalid value for ${problem.parameter}: ${problem.reason}`);
    case "context_length":
      return say(
        400,
        "INVALID_ARGUMENT",
        `The input token count (${problem.tokens}) exceeds the maximum number of tokens allowed (${problem.most}).`,
      );
  }
}

function modelRow(endpoint: SimulatedEndpoint): JsonObject {
  const { model, kind = "chat", capability, description = "A simulated model" } = endpoint;
  return {
    name: `models/${model}`,
    version: "simulated",
    displayName: model,
    description,
    inputTokenLimit: contextTokens(endpoint),
    outputTokenLimit: outputTokens(endpoint),
    supportedGenerationMethods: kind === "chat" ? ["generateContent", "streamGenerateContent"] : EMBEDS,
    temperature: 1,
    maxTemperature: 2,
    thinking: capability?.reasoning !== "never",
  };
}

function embeddingAsked(body: JsonObject): EmbeddingAsked | null {
  const requests = body.requests === undefined ? [body] : listOf(body.requests);
  if (requests.length === 0 || !requests.every(isObject)) return null;
  const asked = requests as JsonObject[];
  return {
    texts: asked.map(({ content }) => partsText(objectOrNull(content)?.parts)),
    dimensions: sizeOrNull(asked[0].outputDimensionality),
  };
}
