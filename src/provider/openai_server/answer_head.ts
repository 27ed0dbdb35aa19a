import type { JsonObject } from "../../spec/mod.ts";

/** What stands at the top of an answer and of each of its chunks. */
export interface AnswerHead {
  /** `chatcmpl-…` */
  readonly id: string;
  /** In seconds since 1970. */
  readonly created: number;
  /** What answered. */
  readonly model: string;
  /** What stands there beyond OpenAI's own fields. */
  readonly beside?: JsonObject;
}

/** The head of an object of a kind. */
export function headBody({ id, created, model, beside }: AnswerHead, object: string): JsonObject {
  return { id, object, created, model, ...beside };
}
