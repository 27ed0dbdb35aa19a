import type {
  AnswerPart,
  AssistantMessage,
  ChatMessage,
  ChatRequest,
  ContentPart,
  JsonObject,
  JsonValue,
  ToolCall,
  ToolMessage,
} from "../../spec/mod.ts";
import { extraOf } from "../_extra.ts";
import { isObject, listOf } from "../_read.ts";
import { formatFromWire } from "./_output.ts";
import { answerPartOf, contentPartOf } from "./_parts.ts";
import { thinkingFromWire } from "./_thinking.ts";
import { choiceFromWire, toolsFromWire } from "./_tools.ts";

type Fields = { [name: string]: unknown };

/** Reads a field of the body; `undefined` where it is not understood. */
type Reader = (value: JsonValue) => Fields | undefined;

const number = (name: keyof ChatRequest): Reader => (value) =>
  typeof value === "number" ? { [name]: value } : undefined;

const FIELDS: readonly (readonly [wire: string, read: Reader])[] = [
  ["max_tokens", number("maxTokens")],
  ["temperature", number("temperature")],
  ["top_p", number("topP")],
  ["top_k", number("topK")],
  ["stop_sequences", readStop],
  ["tools", readTools],
  ["tool_choice", choiceFromWire],
  ["output_format", readFormat],
];

/**
 * The chat request that a body of this format means: the way back from `toWire`. A block that has no name of its own
 * here is a native part, a tool of the provider's own has its type in its `extra`, and a field that is not understood
 * stands in the request's; the model is no part of a request.
 */
export function fromRequest(body: JsonObject): ChatRequest {
  const { model: _model, messages, stream, system, ...rest } = body;
  const fields: Fields = {};
  const said = listOf(messages).filter(isObject).flatMap(messagesOf);
  if (typeof system === "string" || Array.isArray(system)) said.unshift({ role: "system", content: contentOf(system) });
  else if (system !== undefined) rest.system = system;
  for (const [wire, read] of FIELDS) {
    const found = Object.hasOwn(rest, wire) ? read(rest[wire]) : undefined;
    if (found === undefined) continue;
    Object.assign(fields, found);
    delete rest[wire];
  }
  Object.assign(fields, takeOutput(rest));
  if (Object.keys(rest).length > 0) fields.extra = rest;
  return { messages: said, stream: stream === true, ...fields };
}

/** Effort and form stand in one object, the effort beside others that have no name here. */
function takeOutput(rest: JsonObject): Fields {
  const output = isObject(rest.output_config) ? { ...rest.output_config } : {};
  const responseFormat = formatFromWire(output.format);
  if (responseFormat !== undefined) delete output.format;
  const effort = typeof output.effort === "string" ? { effort: output.effort } : {};
  const isEffortPlain = output.effort === undefined || typeof output.effort === "string";
  const reasoning = isObject(rest.thinking) && isEffortPlain
    ? thinkingFromWire({ thinking: rest.thinking, ...effort })
    : null;
  if (reasoning !== null) {
    delete output.effort;
    delete rest.thinking;
  }
  if (responseFormat !== undefined || reasoning?.reasoningEffort !== undefined) {
    if (Object.keys(output).length > 0) rest.output_config = output;
    else delete rest.output_config;
  }
  return { ...reasoning, ...(responseFormat === undefined ? {} : { responseFormat }) };
}

/** What stands beside a content goes with the first that is said in it, as results have fields of their own. */
function messagesOf({ role, content, ...extra }: JsonObject): ChatMessage[] {
  const messages = saidIn(role, content);
  if (Object.keys(extra).length === 0) return messages;
  const first = messages.findIndex((message) => message.role !== "tool");
  if (first === -1) return [...messages, { role: "user", content: [], extra }];
  return messages.map((message, i) => i === first ? { ...message, extra } : message);
}

function saidIn(role: JsonValue | undefined, content: JsonValue | undefined): ChatMessage[] {
  switch (role) {
    case "assistant":
      return assistantOf(content);
    case "system":
      return [{ role: "system", content: contentOf(content) }];
    default:
      return Array.isArray(content) ? userOf(content) : [{ role: "user", content: contentOf(content) }];
  }
}

function contentOf(content: JsonValue | undefined): string | ContentPart[] {
  return typeof content === "string" ? content : listOf(content).map(blockOf).map(contentPartOf);
}

/** Calls stand behind what is said; what is said behind a call is a message of its own. */
function assistantOf(content: JsonValue | undefined): AssistantMessage[] {
  if (typeof content === "string") return [{ role: "assistant", content }];
  const messages: { parts: AnswerPart[]; toolCalls: ToolCall[] }[] = [{ parts: [], toolCalls: [] }];
  for (const block of listOf(content).map(blockOf)) {
    const call = callOf(block);
    const last = messages.at(-1)!;
    if (call !== null) last.toolCalls.push(call);
    else if (last.toolCalls.length === 0) last.parts.push(answerPartOf(block));
    else messages.push({ parts: [answerPartOf(block)], toolCalls: [] });
  }
  return messages.map(({ parts, toolCalls }) => {
    if (toolCalls.length === 0) return { role: "assistant", content: parts };
    return { role: "assistant", content: parts.length === 0 ? null : parts, toolCalls };
  });
}

/** The results of tools are messages of their own, and so is what stands between them. */
function userOf(content: readonly JsonValue[]): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let parts: ContentPart[] = [];
  const endUser = () => {
    if (parts.length > 0) messages.push({ role: "user", content: parts });
    parts = [];
  };
  for (const block of content.map(blockOf)) {
    const result = resultOf(block);
    if (result === null) parts.push(contentPartOf(block));
    else {
      endUser();
      messages.push(result);
    }
  }
  endUser();
  return messages.length === 0 ? [{ role: "user", content: [] }] : messages;
}

function callOf({ type, id, name, input, ...extra }: JsonObject): ToolCall | null {
  if (type !== "tool_use" || typeof id !== "string" || typeof name !== "string" || !isObject(input)) return null;
  return { id, name, arguments: JSON.stringify(input), ...extraOf(extra) };
}

function resultOf(block: JsonObject): ToolMessage | null {
  const { type, tool_use_id: toolCallId, content, is_error: isError, ...extra } = block;
  if (type !== "tool_result" || typeof toolCallId !== "string") return null;
  if (isError !== undefined && typeof isError !== "boolean") return null;
  if (content !== undefined && typeof content !== "string" && !Array.isArray(content)) return null;
  return {
    role: "tool",
    toolCallId,
    content: contentOf(content ?? ""),
    ...(isError === undefined ? {} : { isError }),
    ...extraOf(extra),
  };
}

/** What is no block is taken for text: the format has nothing else. */
function blockOf(value: JsonValue): JsonObject {
  if (isObject(value)) return value;
  return { type: "text", text: typeof value === "string" ? value : JSON.stringify(value) };
}

function readStop(value: JsonValue): Fields | undefined {
  return Array.isArray(value) && value.every((word) => typeof word === "string") ? { stop: value } : undefined;
}

function readTools(value: JsonValue): Fields | undefined {
  const tools = toolsFromWire(value);
  return tools === undefined ? undefined : { tools };
}

/** The older name of `output_config.format`, which needed a beta. */
function readFormat(value: JsonValue): Fields | undefined {
  const responseFormat = formatFromWire(value);
  return responseFormat === undefined ? undefined : { responseFormat };
}
