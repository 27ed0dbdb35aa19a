import type { JsonObject } from "../../spec/mod.ts";
import { type AnswerHead, headBody } from "./answer_head.ts";

/** The chunk behind the answer, which tells what was used. */
export function usageChunk(head: AnswerHead, usage: JsonObject): JsonObject {
  return { ...headBody(head, "chat.completion.chunk"), choices: [], usage };
}
