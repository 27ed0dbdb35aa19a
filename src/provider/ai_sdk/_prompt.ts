import type {
  AnswerPart,
  AssistantMessage,
  ChatMessage,
  ImagePart,
  JsonObject,
  JsonValue,
  ToolMessage,
} from "../../spec/mod.ts";
import { readDataUrl } from "../_data_url.ts";
import { isObject, parseJson } from "../_read.ts";
import { WIRE } from "./_wire.ts";

/** How a prompt is written, and who is told of what cannot be carried. */
export interface PromptContext {
  /** `v4` */
  readonly version: string;
  warn(name: string, why: string): void;
}

/** The messages of a conversation as the AI SDK's models take them. */
export function promptOf(messages: readonly ChatMessage[], context: PromptContext): unknown[] {
  const tools = new Map<string, string>();
  const prompt: { role: string; content: unknown }[] = [];
  for (const message of messages) {
    if ((message.role === "user" || message.role === "assistant") && message.name !== undefined) {
      context.warn("name", "a message of the AI SDK has none");
    }
    const options = message.role === "tool" ? {} : withOptions(message.extra, context);
    switch (message.role) {
      case "system":
      case "developer":
        prompt.push({ role: "system", content: textOf(message.content, context), ...options });
        break;
      case "user":
        prompt.push({ role: "user", content: contentOf(message.content, context), ...options });
        break;
      case "assistant":
        for (const { id, name } of message.toolCalls ?? []) tools.set(id, name);
        prompt.push({ role: "assistant", content: answerOf(message, context), ...options });
        break;
      case "tool": {
        const result = toolResult(message, message.name ?? tools.get(message.toolCallId) ?? "", context);
        const before = prompt.at(-1);
        // The results of parallel calls are one message.
        if (before?.role === "tool") (before.content as unknown[]).push(result);
        else prompt.push({ role: "tool", content: [result] });
      }
    }
  }
  return prompt;
}

function textOf(content: string | readonly AnswerPart[], context: PromptContext): string {
  if (typeof content === "string") return content;
  return content.map((part) => {
    if ("extra" in part && part.extra !== undefined) context.warn("extra", "the AI SDK takes the text alone");
    if (part.type === "text") return part.text;
    context.warn(part.type, "a system message and a result of the AI SDK are texts");
    return "";
  }).join("");
}

function contentOf(content: string | readonly AnswerPart[], context: PromptContext): unknown[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.flatMap((part) => partOf(part, context) ?? []);
}

/** A proof goes back as one of the options, where the SDK gave it so. */
function tellProofs(part: { readonly signature?: string; readonly redacted?: string }, { warn }: PromptContext): void {
  for (const name of ["signature", "redacted"] as const) {
    if (part[name] !== undefined) warn(name, 'the AI SDK takes it among "providerOptions" alone');
  }
}

function answerOf({ content, toolCalls = [] }: AssistantMessage, context: PromptContext): unknown[] {
  const parts = content === null || content === "" ? [] : contentOf(content, context);
  for (const call of toolCalls) tellProofs(call, context);
  const calls = toolCalls.map((call) => ({
    type: "tool-call",
    toolCallId: call.id,
    toolName: call.name,
    input: parseJson(call.arguments) ?? call.arguments,
    ...withOptions(call.extra, context),
  }));
  return [...parts, ...calls];
}

function partOf(part: AnswerPart, context: PromptContext): unknown {
  switch (part.type) {
    case "text":
      return { type: "text", text: part.text, ...withOptions(part.extra, context) };
    case "reasoning":
      tellProofs(part, context);
      return { type: "reasoning", text: part.text, ...withOptions(part.extra, context) };
    case "image":
      return imageOf(part, context);
    case "native":
      if (part.wire === WIRE) return part.value;
      context.warn(`${part.wire} part`, "only its own format can carry it");
  }
}

function imageOf({ url, detail, extra }: ImagePart, context: PromptContext): unknown {
  const { version, warn } = context;
  if (detail !== undefined) warn("detail", "the AI SDK has no place for it");
  const known = readDataUrl(url);
  const type = known?.mediaType ?? "image/*";
  const data = known?.base64;
  const parsed = data === undefined ? URL.parse(url) : null;
  if (data === undefined && parsed === null) {
    warn("image", "it must be a URL");
    return null;
  }
  const isTagged = version !== "v2" && version !== "v3";
  const plain = data ?? parsed;
  const tagged = data === undefined ? { type: "url", url: parsed } : { type: "data", data };
  return { type: "file", mediaType: type, data: isTagged ? tagged : plain, ...withOptions(extra, context) };
}

function toolResult(message: ToolMessage, toolName: string, context: PromptContext): unknown {
  return {
    type: "tool-result",
    toolCallId: message.toolCallId,
    toolName,
    output: outputOf(message, context),
    ...withOptions(message.extra, context),
  };
}

function outputOf({ content, isError = false }: ToolMessage, context: PromptContext): unknown {
  const text = typeof content === "string" ? content : textOf(content, context);
  const value: JsonValue | undefined = parseJson(text);
  // What is a text all the same (`"12"`) goes as it stands.
  return typeof value === "object" && value !== null
    ? { type: isError ? "error-json" : "json", value }
    : { type: isError ? "error-text" : "text", value: text };
}

/** What a model said of an answer's part comes back to it as an option. */
function withOptions(extra: JsonObject | undefined, { warn }: PromptContext): { providerOptions?: JsonObject } {
  const { providerOptions: options, ...others } = extra ?? {};
  if (Object.keys(others).length > 0) warn("extra", 'the AI SDK takes "providerOptions" alone');
  return isObject(options) ? { providerOptions: options } : {};
}
