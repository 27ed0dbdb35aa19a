import type { ErrorKind, JsonValue, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { type ErrorContext, type ErrorFacts, readError } from "../_errors.ts";

export { findError } from "../_errors.ts";

/** A failed outcome from an error that a body or an event carries: `{ type: "error", error: { type, message } }`. */
export function errorOutcome(
  response: WireResponse,
  body: JsonValue | undefined,
  context: ErrorContext = {},
): WireOutcome {
  return readError(response, body, { ...context, dialect: { kindOf } });
}

/** Two errors that no repetition mends have no type of their own: it says them in words. */
function kindOf(kind: ErrorKind, { message }: ErrorFacts): ErrorKind {
  if (kind !== "invalid_request" || message === null) return kind;
  if (/\bprompt is too long\b|\bexceeds? (?:the )?context (?:limit|window)\b/i.test(message)) return "context_length";
  return /\bcredit balance is too low\b/i.test(message) ? "payment" : kind;
}
