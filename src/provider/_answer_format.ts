import type { JsonObject, JsonValue, WireOutcome, WireResponse } from "../spec/mod.ts";
import type { AnswerBuilder } from "./_answer_builder.ts";
import type { ErrorContext } from "./_errors.ts";

/** What the shared readers must know of a wire format. */
export interface AnswerFormat {
  /** The format's own name. */
  readonly wire: string;
  /** Begin an answer. */
  begin(): AnswerBuilder;
  /** The error in a parsed body or a piece of a stream, or `null` when it holds none. */
  findError(body: JsonValue | undefined): JsonObject | null;
  /** A failed outcome from such an error. */
  errorOutcome(response: WireResponse, body: JsonValue | undefined, context?: ErrorContext): WireOutcome;
  /** What ends an answer, for people: `stop reason`. */
  readonly ending: string;
}
