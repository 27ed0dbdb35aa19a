import type { AnswerPart, ChatMessage, ChatRequest, ContentPart } from "../../spec/mod.ts";
import { promptTokens } from "./prompt_tokens.ts";
import type { TokenCounter } from "./token_counter.ts";
import type { TokenRange } from "./token_range.ts";
import type { TokenizerKind } from "./tokenizer_kind.ts";

/** What stands around each tool, and each call of one. */
const TOKENS_PER_TOOL = 8;

/** The input tokens of one call with all that it sends: messages, calls of tools, what tools there are, and a schema. */
export function requestTokens(
  request: Pick<ChatRequest, "messages" | "tools" | "responseFormat">,
  { count, kind }: { readonly count: TokenCounter; readonly kind: TokenizerKind },
): TokenRange {
  const { messages, tools = [], responseFormat } = request;
  const beside = messages.flatMap(besideText);
  for (const { name, description = "", parameters } of tools) {
    beside.push(`${name} ${description} ${JSON.stringify(parameters)}`);
  }
  if (responseFormat?.type === "json_schema") beside.push(JSON.stringify(responseFormat.schema));
  const said = promptTokens(messages, { count, kind });
  if (beside.length === 0) return said;
  const carrier: ChatMessage = { role: "user", content: beside.map((text) => ({ type: "text", text })) };
  const more = promptTokens([carrier], { count, kind });
  // What a template puts in front stands there once.
  const once = promptTokens([], { count, kind });
  const around = beside.length * TOKENS_PER_TOOL;
  return {
    low: said.low + more.low - once.low,
    expected: said.expected + more.expected - once.expected + around,
    high: said.high + more.high - once.high + 2 * around,
  };
}

/** What a message has beside its texts and images. */
function besideText(message: ChatMessage): string[] {
  const parts: readonly (ContentPart | AnswerPart)[] = typeof message.content === "string" ? [] : message.content ?? [];
  const reasoning = parts.flatMap((part) => part.type === "reasoning" ? [part.text] : []);
  const calls = message.role === "assistant" ? message.toolCalls ?? [] : [];
  return [...reasoning, ...calls.map(({ name, arguments: text }) => `${name} ${text}`)];
}
