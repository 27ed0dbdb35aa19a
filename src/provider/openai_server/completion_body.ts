import type { JsonObject } from "../../spec/mod.ts";
import { type AnswerHead, headBody } from "./answer_head.ts";

/** What an answer has beside its head. */
export interface CompletionParts {
  /** As `messageBody` writes it. */
  readonly message: JsonObject;
  /** Why it ended, in OpenAI's words. */
  readonly finishReason: string;
  /** As `usageBody` writes it; `null`: nothing is known. */
  readonly usage: JsonObject | null;
  /** What stands in the choice beyond OpenAI's own fields. */
  readonly beside?: JsonObject;
}

/** A whole answer, in one body. */
export function completionBody(
  head: AnswerHead,
  { message, finishReason, usage, beside }: CompletionParts,
): JsonObject {
  return {
    ...headBody(head, "chat.completion"),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason, ...beside }],
    ...(usage === null ? {} : { usage }),
  };
}
