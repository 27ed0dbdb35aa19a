import type {
  AssistantMessage,
  ChatMessage,
  ContentPart,
  JsonObject,
  JsonValue,
  ReasoningPart,
  ToolCall,
  ToolMessage,
} from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { callIdFor } from "./_call_id.ts";
import { contentToWire, isInContent } from "./_content.ts";
import { extraContent } from "./_signature.ts";
import { thoughtsToWire, type TurnContext } from "./_thoughts_to_wire.ts";

/** A message as it goes out. */
export function messageToWire(message: ChatMessage, context: TurnContext): JsonObject {
  switch (message.role) {
    case "system":
    case "developer": {
      const role = context.dialect.renames[message.role] ?? message.role;
      return mergeExtra({ role, content: plainContent(message.content, context.unsupported) }, message.extra);
    }
    case "user": {
      const content = plainContent(message.content, context.unsupported);
      return mergeExtra(withName({ role: "user", content }, message.name), message.extra);
    }
    case "tool":
      return resultToWire(message, context);
    case "assistant":
      return turnToWire(message, context);
  }
}

function resultToWire(message: ToolMessage, { provider, unsupported }: TurnContext): JsonObject {
  if (message.isError === true) unsupported.add("isError", "the format has no place for it");
  const content = plainContent(message.content, unsupported);
  const wire = { role: "tool", tool_call_id: callIdFor(provider, message.toolCallId), content };
  return mergeExtra(withName(wire, message.name), message.extra);
}

function turnToWire(message: AssistantMessage, context: TurnContext): JsonObject {
  const { toolCalls = [], content } = message;
  const parts = typeof content === "string" || content === null ? [] : content;
  const thoughts = parts.filter((part): part is ReasoningPart => !isInContent(part));
  const wire: JsonObject = {
    role: "assistant",
    content: turnContent(message, context),
    ...thoughtsToWire(thoughts, context),
  };
  if (toolCalls.length > 0) wire.tool_calls = toolCalls.map((call) => callOf(call, context));
  return mergeExtra(withName(wire, message.name), message.extra);
}

/** Where thoughts are taken out of the list, what is left of it is the plain text that it would be without them. */
function turnContent({ content, toolCalls = [] }: AssistantMessage, { unsupported }: TurnContext): JsonValue {
  if (content === null || typeof content === "string") return content;
  const rest = contentToWire(content.filter(isInContent), unsupported);
  if (rest.length === content.length) return rest;
  if (rest.length === 0) return toolCalls.length > 0 ? null : "";
  const [first] = rest;
  const isPlain = rest.length === 1 && first.type === "text" && Object.keys(first).length === 2;
  return isPlain ? first.text : rest;
}

function callOf(call: ToolCall, { provider, signs, unsupported }: TurnContext): JsonObject {
  if (!signs && call.signature !== undefined) {
    unsupported.add("signature", "the provider takes none with a call of a tool");
  }
  return callToWire({ ...call, id: callIdFor(provider, call.id) }, signs);
}

/** A tool call as it goes out. */
export function callToWire(call: ToolCall, signs: boolean): JsonObject {
  const fn = { name: call.name, arguments: call.arguments };
  const signed = signs && call.signature !== undefined ? extraContent(call.signature) : {};
  return mergeExtra({ id: call.id, type: "function", function: fn, ...signed }, call.extra);
}

function plainContent(content: string | readonly ContentPart[], unsupported: UnsupportedFields): JsonValue {
  return typeof content === "string" ? content : contentToWire(content, unsupported);
}

function withName(wire: JsonObject, name: string | undefined): JsonObject {
  if (name !== undefined) wire.name = name;
  return wire;
}
