import type { ErrorKind, JsonValue, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { type ErrorContext, type ErrorFacts, readError } from "../_errors.ts";

export { findError } from "../_errors.ts";

/** A failed outcome from an error that a body or an event carries. */
export function errorOutcome(
  response: WireResponse,
  body: JsonValue | undefined,
  context: ErrorContext = {},
): WireOutcome {
  return readError(response, body, { ...context, dialect: { kindOf } });
}

/** Providers that have no code for these two say them in words; both are errors of the request, not to be repeated. */
function kindOf(kind: ErrorKind, { message }: ErrorFacts): ErrorKind {
  if (kind !== "invalid_request" || message === null) return kind;
  if (
    /maximum context length|context (?:window|size|length).*exceed|exceed.*context (?:window|size|length)/i.test(
      message,
    )
  ) {
    return "context_length";
  }
  return /\b(?:incorrect|invalid) api key\b/i.test(message) ? "auth" : kind;
}
