import type { Cell, ChatMessage, ScoredCall, ScorerInput, ToolCall } from "../../spec/mod.ts";

/** An answer of a cell, as scorers look at it. */
export interface ScoredAnswer {
  /** Its text, without its reasoning. */
  readonly output: string;
  /** All messages that were sent; those of the cell's first turn unless given. */
  readonly messages?: readonly ChatMessage[];
  /** Absent: nobody knows them. */
  readonly toolCalls?: readonly ToolCall[];
  /** Absent: nobody knows it. */
  readonly call?: ScoredCall;
}

/** What scorers look at: a cell's answer, with all that the plan says of its sample. */
export function answerInput({ sample }: Pick<Cell, "sample">, answer: ScoredAnswer): ScorerInput {
  const { messages = sample.messages, ...rest } = answer;
  const { expected, fields } = sample;
  return { input: lastUserText(messages), expected, messages, ...(fields === undefined ? {} : { fields }), ...rest };
}

function lastUserText(messages: readonly ChatMessage[]): string {
  const message = messages.findLast(({ role }) => role === "user");
  if (message === undefined || message.content === null) return "";
  if (typeof message.content === "string") return message.content;
  return message.content.map((part) => part.type === "text" ? part.text : "").join("");
}
