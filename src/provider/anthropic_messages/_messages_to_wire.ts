import type { AnswerPart, ChatMessage, JsonObject, JsonValue, ToolCall, ToolMessage } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import { isObject, parseJson } from "../_read.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { blockOf } from "./_parts.ts";

/** What a conversation is on the wire. */
export interface WireMessages {
  /** The messages at the start that speak for the system; absent where there are none. */
  readonly system?: JsonValue;
  readonly messages: JsonObject[];
}

type Content = string | JsonObject[];

/**
 * The system prompt stands apart, and roles alternate: neighbours of one role are one message, so the results of
 * parallel calls and what the user says beside them are. A later message of the system stays where it is, which newer
 * models take.
 */
export function messagesToWire(messages: readonly ChatMessage[], unsupported: UnsupportedFields): WireMessages {
  const first = messages.findIndex(({ role }) => role !== "system" && role !== "developer");
  const count = first === -1 ? messages.length : first;
  const system = messages.slice(0, count).map((message) => contentOf(message, unsupported));
  if (messages.slice(0, count).some(({ extra }) => extra !== undefined)) {
    unsupported.add("extra", "the system prompt is no message, with fields beside its content");
  }
  const merged: { role: string; content: Content; extra: JsonObject }[] = [];
  for (const message of messages.slice(count)) {
    const role = roleOf(message);
    const content = contentOf(message, unsupported);
    const last = merged.at(-1);
    const extra = message.role === "tool" ? {} : message.extra ?? {};
    if (last?.role === role) {
      last.content = joined(last.content, content);
      last.extra = mergeExtra(last.extra, extra);
    } else merged.push({ role, content, extra });
  }
  const conversation = merged.map(({ role, content, extra }) => mergeExtra({ role, content }, extra));
  return system.length === 0 ? { messages: conversation } : { system: system.reduce(joined), messages: conversation };
}

function roleOf({ role }: ChatMessage): string {
  return role === "developer" ? "system" : role === "tool" ? "user" : role;
}

function contentOf(message: ChatMessage, unsupported: UnsupportedFields): Content {
  if (message.role === "tool") return [resultBlock(message, unsupported)];
  if ((message.role === "user" || message.role === "assistant") && message.name !== undefined) {
    unsupported.add("name", "the provider takes none with a message");
  }
  const calls = message.role === "assistant" ? message.toolCalls ?? [] : [];
  if (typeof message.content === "string" && calls.length === 0) return message.content;
  const blocks = blocksOf(message.content ?? [], unsupported);
  if (message.role !== "assistant") return blocks;
  const said = blocks.filter(({ type }) => type !== "image");
  if (said.length < blocks.length) unsupported.add("image", "the provider takes none that a model made");
  return [...said, ...calls.map((call) => callBlock(call, unsupported))];
}

function joined(before: Content, after: Content): Content {
  const blocks = (content: Content) => typeof content === "string" ? textBlocks(content) : content;
  return [...blocks(before), ...blocks(after)];
}

function blocksOf(content: string | readonly AnswerPart[], unsupported: UnsupportedFields): JsonObject[] {
  if (typeof content === "string") return textBlocks(content);
  return content.map((part) => blockOf(part, unsupported)).filter((block) => block !== null);
}

/** The provider refuses a block of text without any. */
function textBlocks(text: string): JsonObject[] {
  return text === "" ? [] : [{ type: "text", text }];
}

function callBlock(call: ToolCall, unsupported: UnsupportedFields): JsonObject {
  if (call.signature !== undefined) unsupported.add("signature", "the provider takes none with a call of a tool");
  const { id, name, extra } = call;
  return mergeExtra({ type: "tool_use", id: wireId(id), name, input: inputOf(call, unsupported) }, extra);
}

function inputOf({ name, arguments: text }: ToolCall, unsupported: UnsupportedFields): JsonObject {
  const input = text.trim() === "" ? {} : parseJson(text);
  if (isObject(input)) return input;
  unsupported.add("arguments", `those of a call of "${name}" are no JSON object: an empty one is sent`);
  return {};
}

function resultBlock(message: ToolMessage, unsupported: UnsupportedFields): JsonObject {
  const { content } = message;
  const block: JsonObject = {
    type: "tool_result",
    tool_use_id: wireId(message.toolCallId),
    content: typeof content === "string" ? content : blocksOf(content, unsupported),
  };
  if (message.isError !== undefined) block.is_error = message.isError;
  return mergeExtra(block, message.extra);
}

/** Ids that other providers mint (`functions.weather:0`) have characters that this one refuses. */
function wireId(id: string): string {
  return id.replace(/[^\w-]/g, "_");
}
