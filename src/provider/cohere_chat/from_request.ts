import type {
  AnswerPart,
  AssistantMessage,
  ChatMessage,
  ChatRequest,
  ContentPart,
  JsonObject,
  JsonValue,
  ToolCall,
} from "../../spec/mod.ts";
import { extraOf } from "../_extra.ts";
import { isObject, listOf } from "../_read.ts";
import { formatFromWire } from "./_output.ts";
import { answerPartOf, contentPartOf } from "./_parts.ts";
import { thinkingFromWire } from "./_thinking.ts";
import { choiceFromWire, toolsFromWire } from "./_tools.ts";

/** Reads a field of the body; `undefined` where it is not understood. */
type Reader = (value: JsonValue) => unknown;

const number: Reader = (value) => typeof value === "number" ? value : undefined;
const words: Reader = (value) =>
  Array.isArray(value) && value.every((word) => typeof word === "string") ? value : undefined;

const FIELDS: readonly (readonly [wire: string, name: keyof ChatRequest, read: Reader])[] = [
  ["max_tokens", "maxTokens", number],
  ["temperature", "temperature", number],
  ["p", "topP", number],
  ["k", "topK", number],
  ["seed", "seed", number],
  ["stop_sequences", "stop", words],
  ["frequency_penalty", "frequencyPenalty", number],
  ["presence_penalty", "presencePenalty", number],
  ["thinking", "reasoningBudgetTokens", thinkingFromWire],
  ["response_format", "responseFormat", formatFromWire],
  ["tool_choice", "toolChoice", choiceFromWire],
];

/**
 * The chat request that a body of this format means: the way back from `toWire`. The plan for the tools is the text of
 * its message. What has no name of its own here is a native part or stands in an `extra`; the model is no part of a
 * request.
 */
export function fromRequest(body: JsonObject): ChatRequest {
  const { model: _model, messages, stream, ...rest } = body;
  const fields: { [name: string]: unknown } = {};
  for (const [wire, name, read] of FIELDS) {
    const value = Object.hasOwn(rest, wire) ? read(rest[wire]) : undefined;
    if (value === undefined) continue;
    fields[name] = value;
    delete rest[wire];
  }
  const tools = toolsFromWire(rest.tools, rest.strict_tools);
  if (tools !== undefined) {
    fields.tools = tools;
    delete rest.tools;
    if (tools.length > 0 && typeof rest.strict_tools === "boolean") delete rest.strict_tools;
  }
  if (Object.keys(rest).length > 0) fields.extra = rest;
  return { messages: listOf(messages).filter(isObject).map(messageOf), stream: stream === true, ...fields };
}

function messageOf(message: JsonObject): ChatMessage {
  const { role, content, tool_call_id: toolCallId, ...extra } = message;
  const beside = toolCallId === undefined ? extra : { ...extra, tool_call_id: toolCallId };
  switch (role) {
    case "system":
      return { role, content: contentOf(content), ...extraOf(beside) };
    case "assistant":
      return answerOf(message);
    case "tool": {
      const id = typeof toolCallId === "string" ? toolCallId : "";
      return { role, toolCallId: id, content: contentOf(content), ...extraOf(extra) };
    }
    default:
      return { role: "user", content: contentOf(content), ...extraOf(beside) };
  }
}

function contentOf(content: JsonValue | undefined): string | ContentPart[] {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map(elementOf).map(contentPartOf) : "";
}

function answerOf({ role: _role, content, tool_calls: calls, tool_plan: plan, ...rest }: JsonObject): AssistantMessage {
  const toolCalls = callsOf(calls);
  if (toolCalls.length === 0 && calls !== undefined) rest.tool_calls = calls;
  if (toolCalls.length === 0 && plan !== undefined) rest.tool_plan = plan;
  const parts: AnswerPart[] = listOf(content).map(elementOf).map(answerPartOf);
  const beside = extraOf(rest);
  if (toolCalls.length === 0) {
    const said = typeof content === "string" ? content : Array.isArray(content) ? parts : null;
    return { role: "assistant", content: said, ...beside };
  }
  const said = [content, plan].filter((text) => typeof text === "string" && text !== "").join("");
  const plain = said === "" ? null : said;
  if (parts.length === 0) return { role: "assistant", content: plain, toolCalls, ...beside };
  return {
    role: "assistant",
    content: plain === null ? parts : [...parts, { type: "text", text: plain }],
    toolCalls,
    ...beside,
  };
}

/** The calls of a message; none where one of them is not understood. */
function callsOf(value: JsonValue | undefined): ToolCall[] {
  const calls = listOf(value).map((call) => isObject(call) ? callOf(call) : null);
  return calls.some((call) => call === null) ? [] : calls.filter((call) => call !== null);
}

function callOf({ id, type: _type, function: fn, ...rest }: JsonObject): ToolCall | null {
  if (typeof id !== "string" || !isObject(fn)) return null;
  const { name, arguments: text, ...others } = fn;
  if (typeof name !== "string" || typeof text !== "string") return null;
  const beside: JsonObject = Object.keys(others).length === 0 ? rest : { ...rest, function: others };
  return { id, name, arguments: text, ...extraOf(beside) };
}

/** What is no element of a content is taken for text: the format has nothing else. */
function elementOf(value: JsonValue): JsonObject {
  if (isObject(value)) return value;
  return { type: "text", text: typeof value === "string" ? value : JSON.stringify(value) };
}
