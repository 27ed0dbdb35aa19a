import type { JsonObject } from "../../../spec/mod.ts";
import { listOf, objectOrNull } from "../../_read.ts";
import { callTokens } from "../_compose.ts";
import { contextTokens } from "../_refused.ts";
import { tokensOf } from "../_tokens.ts";
import type { SimulatedAnswer, SimulatedToolCall } from "../simulated_answer.ts";
import type { SimulatedEndpoint } from "../simulated_endpoint.ts";
import { partsText, pathBehind, refused, sizeOrNull, takes, textsOf, typedEvent } from "./_parts.ts";
import type { Door, DoorError, EmbeddingAsked, StreamPiece } from "./door.ts";

/** What it adds to a prompt, counts and does not bill. */
const ADDED_TOKENS = 62;
const PAGE = 20;
const ERROR_ID = "00000000-51a1-4000-8000-000000000000";

/** Cohere's chat, version 2. */
export const cohereDoor: Door = {
  name: "cohere",
  wire: "cohere-chat",
  streamType: () => "text/event-stream",
  route(method, path) {
    if (method === "POST" && path === "/v2/chat") return { kind: "chat", model: null, stream: null };
    if (method === "POST" && path === "/v2/embed") return { kind: "embeddings", model: null };
    if (method !== "GET") return null;
    const model = pathBehind("/v1/models/", path);
    return path === "/v1/models" ? { kind: "models" } : model === null ? null : { kind: "model", model };
  },
  isStream: (body) => body.stream === true,
  problem: ({ logprobs }) => logprobs === true ? { kind: "unsupported", parameter: "logprobs" } : null,
  plain: (answer) => ({
    id: answer.id,
    message: messageOf(answer),
    finish_reason: finishReason(answer),
    usage: usageOf(answer),
  }),
  stream,
  streamError: (words) => words,
  tellsReasoning: (asked) => asked !== false,
  headers: () => ({}),
  rateHeaders: ({ limit, remaining }) => ({
    "x-trial-endpoint-call-limit": String(limit),
    "x-trial-endpoint-call-remaining": String(remaining),
  }),
  error,
  models(endpoints, query) {
    const start = Number(query.get("page_token")) || 0;
    const rows = endpoints.slice(start, start + (Number(query.get("page_size")) || PAGE)).map(modelRow);
    const next = start + rows.length;
    return { models: rows, ...(next < endpoints.length ? { next_page_token: String(next) } : {}) };
  },
  model: modelRow,
  embeddingAsked,
  embeddings: ({ vectors, tokens, model }, { texts }) => ({
    id: model,
    embeddings: { float: vectors.map((vector) => [...vector]) },
    texts: texts ?? [],
    meta: { api_version: { version: "2" }, billed_units: { input_tokens: tokens } },
    response_type: "embeddings_by_type",
  }),
};

function messageOf({ reasoning, text, toolCalls }: SimulatedAnswer): JsonObject {
  const content: JsonObject[] = [];
  if (reasoning !== "") content.push({ type: "thinking", thinking: reasoning });
  if (text !== "") content.push({ type: "text", text });
  const message: JsonObject = { role: "assistant" };
  if (content.length > 0) message.content = content;
  if (toolCalls.length > 0) message.tool_calls = toolCalls.map(callOf);
  return message;
}

function callOf({ id, name, arguments: given }: SimulatedToolCall): JsonObject {
  return { id: `${name}_${id}`, type: "function", function: { name, arguments: given } };
}

function finishReason({ finishReason, stopSequence }: SimulatedAnswer): string {
  if (finishReason === "length") return "MAX_TOKENS";
  if (finishReason === "tool_calls") return "TOOL_CALL";
  return stopSequence === null ? "COMPLETE" : "STOP_SEQUENCE";
}

function usageOf({ usage }: SimulatedAnswer): JsonObject {
  const { inputTokens, outputTokens, reasoningTokens, cacheReadTokens } = usage;
  return {
    billed_units: { input_tokens: inputTokens, output_tokens: outputTokens },
    tokens: {
      input_tokens: inputTokens + ADDED_TOKENS,
      output_tokens: outputTokens,
      ...(reasoningTokens > 0 ? { reasoning_tokens: reasoningTokens } : {}),
    },
    cached_tokens: cacheReadTokens,
  };
}

function stream(answer: SimulatedAnswer): StreamPiece[] {
  const pieces: StreamPiece[] = [];
  const say = (event: JsonObject, tokens = 0) => pieces.push({ text: typedEvent(event), tokens });
  const message = { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] };
  say({ id: answer.id, type: "message-start", delta: { message } });
  let index = 0;
  const written: readonly (readonly [name: string, text: string])[] = [
    ["thinking", answer.reasoning],
    ["text", answer.text],
  ];
  for (const [name, text] of written) {
    if (text === "") continue;
    say({ type: "content-start", index, delta: { message: { content: { type: name, [name]: "" } } } });
    for (const token of tokensOf(text)) {
      say({ type: "content-delta", index, delta: { message: { content: { [name]: token } } } }, 1);
    }
    say({ type: "content-end", index });
    index++;
  }
  for (const [place, call] of answer.toolCalls.entries()) {
    const fragments = tokensOf(call.arguments);
    const begun = callOf({ ...call, arguments: "" });
    const first = callTokens(call) - fragments.length;
    say({ type: "tool-call-start", index: place, delta: { message: { tool_calls: begun } } }, first);
    for (const fragment of fragments) {
      const part = { function: { arguments: fragment } };
      say({ type: "tool-call-delta", index: place, delta: { message: { tool_calls: part } } }, 1);
    }
    say({ type: "tool-call-end", index: place });
  }
  say({ type: "message-end", delta: { finish_reason: finishReason(answer), usage: usageOf(answer) } });
  pieces.push({ text: "data: [DONE]\n\n", tokens: 0 });
  return pieces;
}

function error(problem: DoorError) {
  const say = (status: number, message: string) => refused(status, { id: ERROR_ID, message });
  switch (problem.kind) {
    case "no_json":
      return say(400, "invalid request: the body is no JSON object");
    case "no_route":
      return say(404, `invalid request: nothing is at ${problem.path}`);
    case "no_model":
      return say(404, `model '${problem.model}' not found`);
    case "unsupported":
      return say(400, `invalid request: ${problem.parameter} is not supported by this model`);
    case "invalid":
      return say(400, `invalid request: ${problem.parameter}: ${problem.reason}`);
    case "context_length":
      return refused(400, {
        id: ERROR_ID,
        message: `too many tokens: size limit exceeded by ${problem.tokens - problem.most + 1} tokens`,
        error_type: "TOO_MANY_TOKENS",
      });
  }
}

function modelRow(endpoint: SimulatedEndpoint): JsonObject {
  const { model, kind = "chat" } = endpoint;
  const features = [
    ...(takes(endpoint, "response_format") ? ["json_mode", "json_schema"] : []),
    ...(takes(endpoint, "tools") ? ["tools"] : []),
  ];
  return {
    name: model,
    endpoints: [kind === "chat" ? "chat" : "embed"],
    finetuned: false,
    context_length: contextTokens(endpoint),
    tokenizer_url: null,
    supports_vision: kind === "chat" && takes(endpoint, "images"),
    features: kind === "chat" ? features : null,
    default_endpoints: [],
    owned_by: "simulated",
  };
}

/** `texts`, or `inputs` of parts. */
function embeddingAsked({ texts, inputs, output_dimension }: JsonObject): EmbeddingAsked | null {
  const given = textsOf(texts) ?? listOf(inputs).map((input) => partsText(objectOrNull(input)?.content));
  return given.length === 0 ? null : { texts: given, dimensions: sizeOrNull(output_dimension) };
}
