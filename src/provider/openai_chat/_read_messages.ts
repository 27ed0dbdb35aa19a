import type { AnswerPart, ChatMessage, ContentPart, JsonObject, JsonValue, ToolCall } from "../../spec/mod.ts";
import { isObject, objectOrNull } from "../_read.ts";
import { readAnswerContent, readContent } from "./_content.ts";
import { callToWire } from "./_messages_to_wire.ts";
import { areDetails, partOf } from "./_reasoning_details.ts";
import { extraOf } from "./_rest.ts";
import { signatureIn } from "./_signature.ts";

/** A message of a body. What it has no name for stands in its `extra`, another role than the known ones too. */
export function readMessage(message: JsonObject): ChatMessage {
  const { role, content, ...rest } = message;
  switch (role) {
    case "system":
    case "developer":
      return { role, ...plain(content, rest) };
    case "tool": {
      const { tool_call_id: id, ...others } = rest;
      const toolCallId = typeof id === "string" ? id : "";
      return { role, toolCallId, ...plain(content, id === undefined || typeof id === "string" ? others : rest, true) };
    }
    case "assistant":
      return readTurn(content, rest);
    case "user":
      return { role, ...plain(content, rest, true) };
    default:
      return { role: "user", ...plain(content, role === undefined ? rest : { role, ...rest }, true) };
  }
}

type Fields = { readonly [name: string]: JsonValue };

/** Content, name and the rest of a message that is said to the model. */
function plain(
  content: JsonValue | undefined,
  { name, ...rest }: Fields,
  hasName = false,
): { content: string | ContentPart[]; name?: string; extra?: JsonObject } {
  const isNamed = hasName && typeof name === "string";
  const isKnown = typeof content === "string" || Array.isArray(content);
  return {
    content: Array.isArray(content) ? readContent(content) : isKnown ? content as string : "",
    ...(isNamed ? { name } : {}),
    ...extra({
      ...(isKnown || content === undefined ? {} : { content }),
      ...(isNamed || name === undefined ? {} : { name }),
      ...rest,
    }),
  };
}

function readTurn(content: JsonValue | undefined, fields: Fields): ChatMessage {
  const { name, tool_calls: calls, ...others } = fields;
  const { thoughts, rest } = takeThoughts(others);
  const toolCalls = readCalls(calls);
  const said = readSaid(content);
  const isNamed = typeof name === "string";
  return {
    role: "assistant",
    content: thoughts.length === 0 ? said : [...thoughts, ...asParts(said)],
    ...(toolCalls === null ? {} : { toolCalls }),
    ...(isNamed ? { name } : {}),
    ...extra({
      ...(isObject(content) || typeof content === "number" || typeof content === "boolean" ? { content } : {}),
      ...(isNamed || name === undefined ? {} : { name }),
      ...(toolCalls !== null || calls === undefined ? {} : { tool_calls: calls }),
      ...rest,
    }),
  };
}

function readSaid(content: JsonValue | undefined): string | AnswerPart[] | null {
  if (Array.isArray(content)) return readAnswerContent(content);
  return typeof content === "string" ? content : null;
}

function asParts(content: string | AnswerPart[] | null): AnswerPart[] {
  return content === null ? [] : typeof content === "string" ? [{ type: "text", text: content }] : content;
}

/** Of several fields with thoughts the one that says most is read, and the others stay as they are. */
function takeThoughts(fields: Fields): { thoughts: AnswerPart[]; rest: Fields } {
  if (areDetails(fields.reasoning_details)) {
    const { reasoning_details: details, ...rest } = fields;
    return { thoughts: details.map(partOf), rest };
  }
  for (const name of ["reasoning_content", "reasoning"]) {
    const { [name]: text, ...rest } = fields;
    if (typeof text === "string") return { thoughts: [{ type: "reasoning", text }], rest };
  }
  const signature = signatureIn(fields.extra_content);
  if (signature === null) return { thoughts: [], rest: fields };
  const { extra_content: _, ...rest } = fields;
  return { thoughts: [{ type: "reasoning", text: "", signature }], rest };
}

/** `null` where there are none, or any is no call of a function. */
function readCalls(calls: JsonValue | undefined): ToolCall[] | null {
  if (!Array.isArray(calls) || calls.length === 0) return null;
  const read = calls.map(readCall);
  return read.every((call) => call !== null) ? read : null;
}

function readCall(call: JsonValue): ToolCall | null {
  const fn = isObject(call) && (call.type ?? "function") === "function" ? objectOrNull(call.function) : null;
  if (!isObject(call) || typeof call.id !== "string" || typeof fn?.name !== "string") return null;
  const { arguments: args } = fn;
  if (typeof args !== "string" && !isObject(args)) return null;
  const signature = signatureIn(call.extra_content);
  const known: ToolCall = {
    id: call.id,
    name: fn.name,
    // Some clients send the arguments as an object, which they go back as.
    arguments: typeof args === "string" ? args : JSON.stringify(args),
    ...(signature === null ? {} : { signature }),
  };
  return { ...known, ...extraOf(call, callToWire(known, true)) };
}

function extra(rest: Fields): { extra?: JsonObject } {
  return Object.keys(rest).length === 0 ? {} : { extra: { ...rest } };
}
