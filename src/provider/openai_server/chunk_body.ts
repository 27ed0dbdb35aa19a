import type { JsonObject } from "../../spec/mod.ts";
import { type AnswerHead, headBody } from "./answer_head.ts";

/** What a chunk adds to an answer. */
export interface ChunkParts {
  /** In the shape of a message: `{ content: "Hel" }`. */
  readonly delta: JsonObject;
  /** Why the answer ended, in the chunk that ends it. */
  readonly finishReason?: string;
  /** What stands in the choice beyond OpenAI's own fields. */
  readonly beside?: JsonObject;
}

/** A chunk of a streamed answer. */
export function chunkBody(head: AnswerHead, { delta, finishReason, beside }: ChunkParts): JsonObject {
  return {
    ...headBody(head, "chat.completion.chunk"),
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason ?? null, ...beside }],
  };
}
