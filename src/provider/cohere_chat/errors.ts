import type { ErrorKind, JsonValue, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { type ErrorContext, type ErrorFacts, readError } from "../_errors.ts";

export { findError } from "../_errors.ts";

/** What Cohere uses in other ways than its neighbours. */
const BY_STATUS: { readonly [status: number]: ErrorKind } = {
  498: "content_filter", // an input or output that it blocked
  499: "server_error", // a request that it cancelled
};

/** A failed outcome from an error that a body or an event carries: `{ id, message }`, with no code. */
export function errorOutcome(
  response: WireResponse,
  body: JsonValue | undefined,
  context: ErrorContext = {},
): WireOutcome {
  return readError(response, body, { ...context, dialect: { kindOf } });
}

function kindOf(kind: ErrorKind, { status, message }: ErrorFacts): ErrorKind {
  if (status !== null && Object.hasOwn(BY_STATUS, status)) return BY_STATUS[status];
  return kind === "invalid_request" && /\btoo many tokens\b/i.test(message ?? "") ? "context_length" : kind;
}
