import type { AnswerPart, AssistantMessage, Completion } from "../spec/mod.ts";

/**
 * The message with which an answer goes back to the model in the next turn. It carries all that a provider wants to see
 * again: the parts of the answer in their order where it has any (signed reasoning stands there), else its text, or the
 * words of its refusal; and its tool calls with their signatures. The content is `null` where there are calls alone. In
 * another format than the answer's own it goes out without what only that format's providers can read.
 *
 * @example A second turn
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { assistantMessage, type ChatMessage, openaiChat } from "@tapedeck/tapedeck";
 *
 * const body = new TextEncoder().encode('{"choices":[{"message":{"content":"Paris"},"finish_reason":"stop"}]}');
 * const outcome = openaiChat.fromWire({ status: 200, headers: new Headers(), body, cuts: [], headersMs: 30 });
 * const messages: ChatMessage[] = [{ role: "user", content: "The capital of France?" }];
 * if (outcome.ok) messages.push(assistantMessage(outcome.completion));
 * messages.push({ role: "user", content: "And of Spain?" });
 * assertEquals(messages[1], { role: "assistant", content: "Paris" });
 * ```
 */
export function assistantMessage(completion: Completion): AssistantMessage {
  const { toolCalls, wire } = completion;
  const content = contentOf(completion);
  return {
    role: "assistant",
    content,
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    ...(wire === undefined || isPlain(completion) ? {} : { wire }),
  };
}

/** Whether a message says nothing but words and calls, which are the same in every format. */
function isPlain({ parts = [], toolCalls }: Completion): boolean {
  return parts.length === 0 &&
    toolCalls.every(({ signature, extra }) => signature === undefined && extra === undefined);
}

function contentOf({ parts, text, refusal, toolCalls }: Completion): string | readonly AnswerPart[] | null {
  if (parts !== undefined && parts.length > 0) return parts;
  const words = text !== "" ? text : refusal ?? "";
  return words === "" && toolCalls.length > 0 ? null : words;
}
