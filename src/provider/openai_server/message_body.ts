import type { JsonObject, ToolCall } from "../../spec/mod.ts";
import { callToWire } from "../openai_chat/mod.ts";

/** What a model said. */
export interface WrittenMessage {
  /** The empty string: it said nothing. */
  readonly text: string;
  /** The empty string: none is told. */
  readonly reasoning: string;
  /** `null`: it did not refuse. */
  readonly refusal: string | null;
  /** In their order. */
  readonly toolCalls: readonly ToolCall[];
}

/** A message of an answer. `reasoningName` is what its reasoning stands under, which OpenAI has no name for. */
export function messageBody(
  { text, reasoning, refusal, toolCalls }: WrittenMessage,
  { reasoningName = "reasoning_content" }: { readonly reasoningName?: string } = {},
): JsonObject {
  const hasElse = toolCalls.length > 0 || refusal !== null;
  const message: JsonObject = { role: "assistant", content: text === "" && hasElse ? null : text, refusal };
  if (reasoning !== "") message[reasoningName] = reasoning;
  if (toolCalls.length > 0) message.tool_calls = toolCalls.map((call) => callBody(call));
  return message;
}

/** A call of a tool, with all that a provider wants back with it in the next turn. */
export function callBody(call: ToolCall): JsonObject {
  return callToWire(call, true);
}
