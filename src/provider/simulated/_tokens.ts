import type { AnswerPart, ChatRequest, ContentPart } from "../../spec/mod.ts";

/** Up to six letters or digits, with a space in front of them, or any one character. */
const TOKEN = / ?[\p{L}\p{N}]{1,6}|[^]/gu;
/** What a message counts beside its content: who speaks, where it begins and ends. */
const MESSAGE_TOKENS = 4;

/** The tokens of a text; joined, they are the text again. */
export function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

/** How many tokens a text has. */
export function countTokens(text: string): number {
  return tokensOf(text).length;
}

/** What the parts of a prompt count, from its beginning. */
export interface PromptTokens {
  /** What stands in front of the messages (the tools), then each message. */
  readonly parts: readonly { readonly text: string; readonly tokens: number }[];
  /** All of them. */
  readonly total: number;
  /** Of the total. */
  readonly imageTokens: number;
  readonly images: number;
}

/** The tokens of a request. */
export function promptTokens(request: ChatRequest, imageTokens: number): PromptTokens {
  const tools = request.tools === undefined ? "" : JSON.stringify(request.tools);
  const parts = [{ text: tools, tokens: countTokens(tools) }];
  let images = 0;
  for (const message of request.messages) {
    const calls = message.role === "assistant" ? message.toolCalls ?? [] : [];
    const content = typeof message.content === "string" ? [message.content] : (message.content ?? []).map(partText);
    images += typeof message.content === "string" ? 0 : (message.content ?? []).filter(isImage).length;
    const said = [...content, ...calls.map(({ name, arguments: given }) => name + given)];
    const tokens = said.reduce((sum, text) => sum + countTokens(text), MESSAGE_TOKENS);
    parts.push({ text: JSON.stringify(message), tokens });
  }
  const text = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  return { parts, total: text + images * imageTokens, imageTokens: images * imageTokens, images };
}

function isImage(part: AnswerPart | ContentPart): boolean {
  return part.type === "image";
}

function partText(part: AnswerPart | ContentPart): string {
  switch (part.type) {
    case "text":
    case "reasoning":
      return part.text;
    case "image":
      return "";
    case "native":
      return JSON.stringify(part.value);
  }
}
