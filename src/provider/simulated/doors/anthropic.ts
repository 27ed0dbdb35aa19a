import type { JsonObject } from "../../../spec/mod.ts";
import { callTokens } from "../_compose.ts";
import { contextTokens } from "../_refused.ts";
import { tokensOf } from "../_tokens.ts";
import type { SimulatedAnswer, SimulatedToolCall } from "../simulated_answer.ts";
import type { SimulatedEndpoint } from "../simulated_endpoint.ts";
import { CREATED_AT, outputTokens, pathBehind, refused, takes, typedEvent } from "./_parts.ts";
import type { Door, DoorError, StreamPiece } from "./door.ts";

const REQUEST_ID = "req_simulated";

/** Anthropic's messages. */
export const anthropicDoor: Door = {
  name: "anthropic",
  wire: "anthropic-messages",
  streamType: () => "text/event-stream; charset=utf-8",
  route(method, path) {
    if (method === "POST" && path === "/v1/messages") return { kind: "chat", model: null, stream: null };
    if (method !== "GET") return null;
    const model = pathBehind("/v1/models/", path);
    return path === "/v1/models" ? { kind: "models" } : model === null ? null : { kind: "model", model };
  },
  isStream: (body) => body.stream === true,
  problem: ({ max_tokens: most }) =>
    most === undefined ? { kind: "invalid", parameter: "max_tokens", reason: "it must be given" } : null,
  plain: (answer) => ({
    ...message(answer),
    content: contentOf(answer),
    stop_reason: stopReason(answer),
    stop_sequence: answer.stopSequence,
    usage: { ...inputUsage(answer), ...outputUsage(answer) },
  }),
  stream,
  streamError: (words) => words,
  tellsReasoning: () => true,
  headers: (id) => ({ "request-id": `req_${id}` }),
  rateHeaders: ({ limit, remaining, resetMs }, now) => ({
    "anthropic-ratelimit-requests-limit": String(limit),
    "anthropic-ratelimit-requests-remaining": String(remaining),
    "anthropic-ratelimit-requests-reset": new Date(now.getTime() + resetMs).toISOString(),
  }),
  error,
  models(endpoints, query) {
    const all = endpoints.filter(({ kind = "chat" }) => kind === "chat").map(modelRow);
    const start = all.findIndex(({ id }) => id === query.get("after_id")) + 1;
    const data = all.slice(start, start + (Number(query.get("limit")) || 20));
    return {
      data,
      has_more: start + data.length < all.length,
      first_id: data.at(0)?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
    };
  },
  model: modelRow,
  // Anthropic makes no embeddings.
  embeddingAsked: () => null,
  embeddings: () => ({}),
};

function message({ id, model }: SimulatedAnswer): JsonObject {
  return { id: `msg_${id}`, type: "message", role: "assistant", model };
}

function contentOf({ reasoning, signature, text, toolCalls }: SimulatedAnswer): JsonObject[] {
  const blocks: JsonObject[] = [];
  if (reasoning !== "") blocks.push({ type: "thinking", thinking: reasoning, signature: signature ?? "" });
  if (text !== "") blocks.push({ type: "text", text });
  for (const call of toolCalls) blocks.push({ ...callOf(call), input: JSON.parse(call.arguments) });
  return blocks;
}

function callOf({ id, name }: SimulatedToolCall): JsonObject {
  return { type: "tool_use", id: `toolu_${id}`, name };
}

function stopReason({ finishReason, stopSequence }: SimulatedAnswer): string {
  if (finishReason === "length") return "max_tokens";
  if (finishReason === "tool_calls") return "tool_use";
  return stopSequence === null ? "end_turn" : "stop_sequence";
}

/** Its input leaves out what was read from and written to the cache. */
function inputUsage({ usage }: SimulatedAnswer): JsonObject {
  const { inputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  return {
    input_tokens: inputTokens - cacheReadTokens - cacheWriteTokens,
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: cacheReadTokens,
    cache_creation: { ephemeral_5m_input_tokens: cacheWriteTokens, ephemeral_1h_input_tokens: 0 },
    service_tier: "standard",
  };
}

function outputUsage({ usage }: SimulatedAnswer): JsonObject {
  return {
    output_tokens: usage.outputTokens,
    output_tokens_details: { thinking_tokens: usage.reasoningTokens },
  };
}

function stream(answer: SimulatedAnswer): StreamPiece[] {
  const pieces: StreamPiece[] = [];
  const say = (event: JsonObject, tokens = 0) => pieces.push({ text: typedEvent(event), tokens });
  const begun = { ...message(answer), content: [], stop_reason: null, stop_sequence: null };
  say({ type: "message_start", message: { ...begun, usage: { ...inputUsage(answer), output_tokens: 1 } } });
  let index = -1;
  const block = (start: JsonObject, write: (delta: (delta: JsonObject, tokens?: number) => void) => void) => {
    index++;
    say({ type: "content_block_start", index, content_block: start });
    if (index === 0) say({ type: "ping" });
    write((delta, tokens = 1) => say({ type: "content_block_delta", index, delta }, tokens));
    say({ type: "content_block_stop", index });
  };
  if (answer.reasoning !== "") {
    block({ type: "thinking", thinking: "", signature: "" }, (delta) => {
      for (const thinking of tokensOf(answer.reasoning)) delta({ type: "thinking_delta", thinking });
      delta({ type: "signature_delta", signature: answer.signature ?? "" }, 0);
    });
  }
  if (answer.text !== "") {
    block({ type: "text", text: "" }, (delta) => {
      for (const text of tokensOf(answer.text)) delta({ type: "text_delta", text });
    });
  }
  for (const call of answer.toolCalls) {
    block({ ...callOf(call), input: {} }, (delta) => {
      const fragments = tokensOf(call.arguments);
      delta({ type: "input_json_delta", partial_json: "" }, callTokens(call) - fragments.length);
      for (const fragment of fragments) delta({ type: "input_json_delta", partial_json: fragment });
    });
  }
  const end = { stop_reason: stopReason(answer), stop_sequence: answer.stopSequence };
  say({ type: "message_delta", delta: end, usage: outputUsage(answer) });
  say({ type: "message_stop" });
  return pieces;
}

function error(problem: DoorError) {
  const say = (status: number, type: string, words: string) =>
    refused(status, { type: "error", error: { type, message: words }, request_id: REQUEST_ID });
  switch (problem.kind) {
    case "no_json":
      return say(400, "invalid_request_error", "The request body is no JSON object");
    case "no_route":
      return say(404, "not_found_error", `Nothing is at ${problem.path}`);
    case "no_model":
      return say(404, "not_found_error", `model: ${problem.model}`);
    case "unsupported":
      return say(400, "invalid_request_error", `${problem.parameter}: this model does not take it`);
    case "invalid":
      return say(400, "invalid_request_error", `${problem.parameter}: ${problem.reason}`);
    case "context_length":
      return say(
        400,
        "invalid_request_error",
        `prompt is too long: ${problem.tokens} tokens > ${problem.most} maximum`,
      );
  }
}

function modelRow(endpoint: SimulatedEndpoint): JsonObject {
  const supported = (is: boolean): JsonObject => ({ supported: is });
  const thinks = endpoint.capability?.reasoning !== "never" && takes(endpoint, "reasoning_effort");
  return {
    type: "model",
    id: endpoint.model,
    display_name: endpoint.model,
    created_at: CREATED_AT,
    owned_by: "simulated",
    max_input_tokens: contextTokens(endpoint),
    max_tokens: outputTokens(endpoint),
    capabilities: {
      image_input: supported(takes(endpoint, "images")),
      structured_outputs: supported(takes(endpoint, "response_format")),
      thinking: { ...supported(thinks), types: { enabled: supported(thinks) } },
    },
  };
}
