import type { AssistantMessage, ChatMessage, JsonObject, ToolCall, ToolMessage } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { isMintedId } from "../_minted_id.ts";
import { isObject, parseJson } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { contentToWire } from "./_content.ts";

const NAMELESS = "the provider's messages have none";

/** The messages of a conversation, each result of a tool under the name of its call. */
export function messagesToWire(messages: readonly ChatMessage[], unsupported: UnsupportedFields): JsonObject[] {
  const names = new Map<string, string>();
  return messages.map((message) => {
    switch (message.role) {
      case "system":
      case "developer":
        return mergeExtra({ role: "system", ...contentToWire(message.content, unsupported) }, message.extra);
      case "user":
        if (message.name !== undefined) unsupported.add("name", NAMELESS);
        return mergeExtra({ role: "user", ...contentToWire(message.content, unsupported) }, message.extra);
      case "assistant":
        if (message.name !== undefined) unsupported.add("name", NAMELESS);
        for (const { id, name } of message.toolCalls ?? []) names.set(id, name);
        return mergeExtra(answerToWire(message, unsupported), message.extra);
      case "tool":
        return resultToWire(message, { names, unsupported });
    }
  });
}

function answerToWire({ content, toolCalls = [] }: AssistantMessage, unsupported: UnsupportedFields): JsonObject {
  const message: JsonObject = { role: "assistant", ...contentToWire(content, unsupported) };
  if (toolCalls.length > 0) message.tool_calls = toolCalls.map((call) => callToWire(call, unsupported));
  return message;
}

function callToWire(
  { id, name, arguments: text, signature, extra }: ToolCall,
  unsupported: UnsupportedFields,
): JsonObject {
  if (signature !== undefined) unsupported.add("signature", "the provider takes none with a call of a tool");
  const value = text.trim() === "" ? {} : parseJson(text);
  if (!isObject(value)) unsupported.add("arguments", `those of the call of ${name} are no JSON object`);
  const call: JsonObject = hasId(id) ? { id } : {};
  call.function = { name, arguments: isObject(value) ? value : {} };
  return mergeExtra(call, extra);
}

function resultToWire(
  { toolCallId: id, content, isError, name, extra }: ToolMessage,
  { names, unsupported }: { names: ReadonlyMap<string, string>; unsupported: UnsupportedFields },
): JsonObject {
  if (isError === true) unsupported.add("isError", "a result of a tool is a text alone");
  const message: JsonObject = { role: "tool", ...contentToWire(content, unsupported) };
  const tool = name ?? names.get(id);
  if (tool !== undefined) message.tool_name = tool;
  if (hasId(id)) message.tool_call_id = id;
  return mergeExtra(message, extra);
}

/** Older servers give calls no ids: those that were made here stay here. */
function hasId(id: string): boolean {
  return id !== "" && !isMintedId(id);
}
