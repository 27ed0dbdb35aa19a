import type { AssistantMessage, ChatMessage, JsonObject, ToolCall } from "../../spec/mod.ts";
import { WIRE } from "./_wire.ts";

/** What clients send back of an answer although it says nothing, beside all that is `null` or an empty list. */
const SAYS_NOTHING = ["refusal", "annotations", "audio", "function_call"];

/**
 * Messages without what clients send back of an answer only because it stood there. What else one of them has under
 * OpenAI's names goes to endpoints of OpenAI's format alone.
 */
export function plainMessages(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  return messages.map((message) => message.role === "assistant" ? plainTurn(message) : message);
}

function plainTurn({ extra = {}, toolCalls, content, ...rest }: AssistantMessage): AssistantMessage {
  const { refusal } = extra;
  const kept = meant(extra, SAYS_NOTHING);
  const calls = toolCalls?.map(plainCall);
  const turn: AssistantMessage = {
    ...rest,
    content: (content === null || content === "") && typeof refusal === "string" ? refusal : content,
    ...(calls === undefined ? {} : { toolCalls: calls }),
    ...(kept === null ? {} : { extra: kept }),
  };
  const parts = typeof turn.content === "string" || turn.content === null ? [] : turn.content;
  const hasExtra = [turn, ...calls ?? [], ...parts].some((one) => "extra" in one && one.extra !== undefined);
  return hasExtra ? { ...turn, wire: WIRE } : turn;
}

/** The chunks of a stream number their calls, and so do clients that put them together. */
function plainCall({ extra = {}, ...call }: ToolCall): ToolCall {
  const kept = meant(extra, ["index"]);
  return kept === null ? call : { ...call, extra: kept };
}

function meant(extra: JsonObject, without: readonly string[]): JsonObject | null {
  const kept = Object.entries(extra).filter(([name, value]) =>
    !without.includes(name) && value !== null && !(Array.isArray(value) && value.length === 0)
  );
  return kept.length === 0 ? null : Object.fromEntries(kept);
}
