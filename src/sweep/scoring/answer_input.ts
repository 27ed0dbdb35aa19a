import type { Cell, ChatMessage, ScoredCall, ScorerInput, ToolCall } from "../../spec/mod.ts";

/** An answer of a cell, as scorers look at it. */
export interface ScoredAnswer {
  /** Its text, without its reasoning. */
  readonly output: string;
  /** All messages that were sent; those of the sample unless given, where nothing follows its first answer. */
  readonly messages?: readonly ChatMessage[];
  /** Absent: nobody knows them. */
  readonly toolCalls?: readonly ToolCall[];
  /** Absent: nobody knows it. */
  readonly call?: ScoredCall;
}

/** What scorers look at: a cell's answer, with all that the plan says of its sample. */
export function answerInput({ sample }: Pick<Cell, "sample">, answer: ScoredAnswer): ScorerInput {
  const { expected, fields, script } = sample;
  // What models have said in between nobody knows who does not say it; what users say stands in the script.
  const { messages = script === undefined ? sample.messages : undefined, ...rest } = answer;
  const input = lastUserText(messages ?? [...sample.messages, ...script?.turns.flat() ?? []]);
  return {
    input,
    expected,
    ...(messages === undefined ? {} : { messages }),
    ...(fields === undefined ? {} : { fields }),
    ...rest,
  };
}

function lastUserText(messages: readonly ChatMessage[]): string {
  const message = messages.findLast(({ role }) => role === "user");
  if (message === undefined || message.content === null) return "";
  if (typeof message.content === "string") return message.content;
  return message.content.map((part) => part.type === "text" ? part.text : "").join("");
}
