import type { ErrorKind, JsonValue, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { type ErrorContext, readError } from "../_errors.ts";

export { findError } from "../_errors.ts";

/** A failed outcome from an error that a body or a line carries: `{ error: "…" }`, with no code. */
export function errorOutcome(
  response: WireResponse,
  body: JsonValue | undefined,
  context: ErrorContext = {},
): WireOutcome {
  return readError(response, body, { ...context, dialect: { kindOf } });
}

/** What goes wrong once an answer has begun goes wrong in the server: a request is looked at before. */
function kindOf(kind: ErrorKind): ErrorKind {
  return kind === "unknown" ? "server_error" : kind;
}
