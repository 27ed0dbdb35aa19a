import type {
  ChatMessage,
  ChatRequest,
  ContentPart,
  JsonObject,
  JsonValue,
  ResponseFormat,
  ToolCall,
  ToolDefinition,
} from "../../spec/mod.ts";
import { isObject, listOf, objectOrNull, textOrNull } from "../_read.ts";

/** Reads a field of the body; `undefined` where it is not understood. */
type Reader = (value: JsonValue) => unknown;

const number: Reader = (value) => typeof value === "number" ? value : undefined;
const text: Reader = (value) => typeof value === "string" ? value : undefined;
const flag: Reader = (value) => typeof value === "boolean" ? value : undefined;

const FIELDS: readonly (readonly [wire: string, name: keyof ChatRequest, read: Reader])[] = [
  ["max_completion_tokens", "maxTokens", number],
  ["max_tokens", "maxTokens", number],
  ["temperature", "temperature", number],
  ["top_p", "topP", number],
  ["top_k", "topK", number],
  ["min_p", "minP", number],
  ["seed", "seed", number],
  ["stop", "stop", readStop],
  ["frequency_penalty", "frequencyPenalty", number],
  ["presence_penalty", "presencePenalty", number],
  ["repetition_penalty", "repetitionPenalty", number],
  ["repeat_penalty", "repetitionPenalty", number],
  ["reasoning_effort", "reasoningEffort", text],
  ["tools", "tools", readTools],
  ["tool_choice", "toolChoice", readToolChoice],
  ["parallel_tool_calls", "parallelToolCalls", flag],
  ["response_format", "responseFormat", readFormat],
];

/**
 * The chat request that a body of this format means: the way back from `toWire`. A field that has no name of its own
 * here, or a shape that is not understood, stands in `extra` as it came; the model is no part of a request.
 */
export function fromRequest(body: JsonObject): ChatRequest {
  const { model: _model, messages, stream, ...rest } = body;
  const fields: { [name: string]: unknown } = {};
  for (const [wire, name, read] of FIELDS) {
    const value = rest[wire] === undefined || name in fields ? undefined : read(rest[wire]);
    if (value === undefined) continue;
    fields[name] = value;
    delete rest[wire];
  }
  if (JSON.stringify(rest.stream_options) === '{"include_usage":true}') delete rest.stream_options;
  if (Object.keys(rest).length > 0) fields.extra = rest;
  return { messages: listOf(messages).filter(isObject).map(readMessage), stream: stream === true, ...fields };
}

function readMessage(message: JsonObject): ChatMessage {
  const name = textOrNull(message.name);
  const named = name === null ? {} : { name };
  switch (message.role) {
    case "system":
    case "developer":
      return { role: message.role, content: plainText(message.content) };
    case "tool":
      return { role: "tool", toolCallId: String(message.tool_call_id ?? ""), content: plainText(message.content) };
    case "assistant": {
      const toolCalls = listOf(message.tool_calls).filter(isObject).map(readToolCall);
      const content = message.content === null || message.content === undefined ? null : plainText(message.content);
      return { role: "assistant", content, ...(toolCalls.length > 0 ? { toolCalls } : {}), ...named };
    }
    default: {
      const content = Array.isArray(message.content) ? message.content.map(readPart) : plainText(message.content);
      return { role: "user", content, ...named };
    }
  }
}

function plainText(content: JsonValue | undefined): string {
  if (typeof content === "string") return content;
  return listOf(content).map((part) => isObject(part) ? textOrNull(part.text) ?? "" : "").join("");
}

function readPart(part: JsonValue): ContentPart {
  const image = isObject(part) ? objectOrNull(part.image_url) : null;
  if (image === null) return { type: "text", text: isObject(part) ? textOrNull(part.text) ?? "" : String(part) };
  const { detail } = image;
  const known = detail === "auto" || detail === "low" || detail === "high" ? { detail } as const : {};
  return { type: "image", url: String(image.url), ...known };
}

function readToolCall(call: JsonObject): ToolCall {
  const fn = objectOrNull(call.function);
  return { id: String(call.id ?? ""), name: String(fn?.name ?? ""), arguments: String(fn?.arguments ?? "") };
}

function readStop(value: JsonValue): string[] | undefined {
  if (typeof value === "string") return [value];
  return Array.isArray(value) && value.every((item) => typeof item === "string") ? value as string[] : undefined;
}

function readTools(value: JsonValue): ToolDefinition[] | undefined {
  const tools = listOf(value).map((tool) =>
    isObject(tool) && tool.type === "function" ? objectOrNull(tool.function) : null
  );
  if (!Array.isArray(value) || tools.some((tool) => typeof tool?.name !== "string")) return undefined;
  return tools.filter((tool) => tool !== null).map(({ name, description, parameters, strict }) => ({
    name: String(name),
    parameters: objectOrNull(parameters) ?? {},
    ...(typeof description === "string" ? { description } : {}),
    ...(typeof strict === "boolean" ? { strict } : {}),
  }));
}

function readToolChoice(value: JsonValue): ChatRequest["toolChoice"] | undefined {
  if (value === "auto" || value === "none" || value === "required") return value;
  const name = isObject(value) ? textOrNull(objectOrNull(value.function)?.name) : null;
  return name === null ? undefined : { name };
}

function readFormat(value: JsonValue): ResponseFormat | undefined {
  if (!isObject(value)) return undefined;
  if (value.type === "text") return { type: "text" };
  if (value.type === "json_object") return { type: "json" };
  const format = objectOrNull(value.json_schema);
  const schema = objectOrNull(format?.schema);
  if (typeof format?.name !== "string" || schema === null) return undefined;
  const { strict } = format;
  return { type: "json_schema", name: format.name, schema, ...(typeof strict === "boolean" ? { strict } : {}) };
}
