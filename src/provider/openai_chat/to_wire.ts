import type {
  AnswerPart,
  ChatMessage,
  ChatRequest,
  Dialect,
  Endpoint,
  JsonObject,
  JsonValue,
  ResponseFormat,
  ToolDefinition,
  Warning,
  WireRequest,
} from "../../spec/mod.ts";
import { dialectOf } from "../table/mod.ts";

/**
 * A chat request as the body of an OpenAI chat completion. What the endpoint's provider is known not to take is left
 * out and named in `warnings`; the fields of `extra` come last and win.
 */
export function toWire(request: ChatRequest, endpoint: Endpoint): WireRequest {
  const dialect = dialectOf(endpoint);
  const warnings: Warning[] = [];
  const body: JsonObject = { model: endpoint.wireModel, messages: request.messages.map(messageToWire) };
  if (request.stream) {
    body.stream = true;
    if (!dialect.refuses.includes("stream_options")) body.stream_options = { include_usage: true };
  }
  addParameters(body, request, { dialect, warnings });
  if (request.tools !== undefined) body.tools = request.tools.map(toolToWire);
  if (request.toolChoice !== undefined) {
    body.tool_choice = typeof request.toolChoice === "string"
      ? request.toolChoice
      : { type: "function", function: { name: request.toolChoice.name } };
  }
  if (request.responseFormat !== undefined) body.response_format = formatToWire(request.responseFormat);
  return {
    method: "POST",
    path: "/chat/completions",
    headers: {
      "content-type": "application/json",
      accept: request.stream ? "text/event-stream" : "application/json",
    },
    body: Object.assign(body, request.extra),
    warnings,
  };
}

function addParameters(
  body: JsonObject,
  request: ChatRequest,
  { dialect, warnings }: { dialect: Dialect; warnings: Warning[] },
): void {
  const fields: readonly (readonly [name: string, value: JsonValue | undefined])[] = [
    ["max_tokens", request.maxTokens],
    ["temperature", request.temperature],
    ["top_p", request.topP],
    ["top_k", request.topK],
    ["min_p", request.minP],
    ["seed", request.seed],
    ["stop", request.stop === undefined ? undefined : [...request.stop]],
    ["frequency_penalty", request.frequencyPenalty],
    ["presence_penalty", request.presencePenalty],
    ["repetition_penalty", request.repetitionPenalty],
    ["reasoning_effort", request.reasoningEffort],
    ["parallel_tool_calls", request.parallelToolCalls],
  ];
  for (const [name, value] of fields) {
    if (value === undefined) continue;
    if (dialect.refuses.includes(name)) {
      warnings.push({ code: "unsupported", message: `Cannot send "${name}" as the provider does not take it` });
    } else body[dialect.renames[name] ?? name] = value;
  }
}

function messageToWire(message: ChatMessage): JsonObject {
  switch (message.role) {
    case "system":
    case "developer":
      return { role: message.role, content: contentToWire(message.content) };
    case "tool":
      return { role: "tool", tool_call_id: message.toolCallId, content: contentToWire(message.content) };
    case "user": {
      return withName({ role: "user", content: contentToWire(message.content) }, message.name);
    }
    case "assistant": {
      const wire: JsonObject = { role: "assistant", content: contentToWire(message.content) };
      if (message.toolCalls !== undefined && message.toolCalls.length > 0) {
        wire.tool_calls = message.toolCalls.map((call) => ({
          id: call.id,
          type: "function",
          function: { name: call.name, arguments: call.arguments },
        }));
      }
      return withName(wire, message.name);
    }
  }
}

function withName(wire: JsonObject, name: string | undefined): JsonObject {
  if (name !== undefined) wire.name = name;
  return wire;
}

function contentToWire(content: string | readonly AnswerPart[] | null): JsonValue {
  if (content === null || typeof content === "string") return content;
  return content.flatMap((part) => partToWire(part) ?? []);
}

function partToWire(part: AnswerPart): JsonObject | null {
  if (part.type === "native") return part.value;
  if (part.type === "reasoning") return null;
  if (part.type === "text") return { type: "text", text: part.text };
  const image: JsonObject = { url: part.url };
  if (part.detail !== undefined) image.detail = part.detail;
  return { type: "image_url", image_url: image };
}

function toolToWire(tool: ToolDefinition): JsonObject {
  const fn: JsonObject = { name: tool.name, parameters: tool.parameters };
  if (tool.description !== undefined) fn.description = tool.description;
  if (tool.strict !== undefined) fn.strict = tool.strict;
  return { type: "function", function: fn };
}

function formatToWire(format: ResponseFormat): JsonObject {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json":
      return { type: "json_object" };
    case "json_schema": {
      const schema: JsonObject = { name: format.name, schema: format.schema };
      if (format.strict !== undefined) schema.strict = format.strict;
      return { type: "json_schema", json_schema: schema };
    }
  }
}
