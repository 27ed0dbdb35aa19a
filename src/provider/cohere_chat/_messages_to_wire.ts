import type { AnswerPart, AssistantMessage, ChatMessage, JsonObject, JsonValue, ToolCall } from "../../spec/mod.ts";
import { mergeExtra } from "../_extra.ts";
import type { UnsupportedFields } from "../_unsupported.ts";
import { elementOf } from "./_parts.ts";

/** A message as the body writes it. */
export function messageToWire(message: ChatMessage, unsupported: UnsupportedFields): JsonObject {
  if ((message.role === "user" || message.role === "assistant") && message.name !== undefined) {
    unsupported.add("name", "the provider takes none with a message");
  }
  switch (message.role) {
    case "system":
    case "developer":
      return mergeExtra({ role: "system", content: contentToWire(message.content, unsupported) }, message.extra);
    case "user":
      return mergeExtra({ role: "user", content: contentToWire(message.content, unsupported) }, message.extra);
    case "tool": {
      if (message.isError === true) unsupported.add("isError", "the provider takes the content of a result alone");
      const content = contentToWire(message.content, unsupported);
      return mergeExtra({ role: "tool", tool_call_id: message.toolCallId, content }, message.extra);
    }
    case "assistant":
      return mergeExtra(answerToWire(message, unsupported), message.extra);
  }
}

function contentToWire(content: string | readonly AnswerPart[], unsupported: UnsupportedFields): JsonValue {
  if (typeof content === "string") return content;
  return content.map((part) => elementOf(part, unsupported)).filter((element) => element !== null);
}

/**
 * Beside calls the provider takes no text but the plan for them, so that the text is the plan. A native part without a
 * type holds fields of the message: `{ citations: […] }`.
 */
function answerToWire({ content, toolCalls = [] }: AssistantMessage, unsupported: UnsupportedFields): JsonObject {
  const message: JsonObject = { role: "assistant" };
  const hasCalls = toolCalls.length > 0;
  if (typeof content === "string" && !hasCalls) return { ...message, content };
  const elements = typeof content === "string" ? [{ type: "text", text: content }] : elementsOf(content, unsupported);
  const plan = hasCalls ? planOf(elements, unsupported) : "";
  const said = elements.filter(({ type }) => type !== undefined && !(hasCalls && type === "text"));
  if (plan !== "") message.tool_plan = plan;
  if (said.length > 0 || (!hasCalls && content !== null)) message.content = said;
  if (hasCalls) message.tool_calls = toolCalls.map((call) => callToWire(call, unsupported));
  return elements.filter(({ type }) => type === undefined).reduce(mergeExtra, message);
}

function planOf(elements: readonly JsonObject[], unsupported: UnsupportedFields): string {
  const texts = elements.filter(({ type }) => type === "text");
  if (texts.some((element) => Object.keys(element).length > 2)) {
    unsupported.add("extra", "the text beside calls of tools is a plan, which has nothing beside it");
  }
  return texts.map(({ text }) => text).join("");
}

function elementsOf(content: readonly AnswerPart[] | null, unsupported: UnsupportedFields): JsonObject[] {
  const elements: JsonObject[] = [];
  for (const part of content ?? []) {
    const element = part.type === "image" ? null : elementOf(part, unsupported);
    if (element !== null) elements.push(element);
    if (part.type === "image") unsupported.add("image", "the provider takes none that a model made");
  }
  return elements;
}

function callToWire(
  { id, name, arguments: text, signature, extra }: ToolCall,
  unsupported: UnsupportedFields,
): JsonObject {
  if (signature !== undefined) unsupported.add("signature", "the provider takes none with a call of a tool");
  return mergeExtra({ id, type: "function", function: { name, arguments: text } }, extra);
}
