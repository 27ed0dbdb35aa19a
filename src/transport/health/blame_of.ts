import type { ErrorKind } from "../../spec/mod.ts";

/**
 * Whose fault a failed try is. `endpoint`: it counts against it. `limits`: it answered that we ask too much. `account`:
 * the key, its rights or its money. `request`: it was asked wrongly. `ours`: nothing was sent, or the caller called it
 * off.
 */
export type Blame = "endpoint" | "limits" | "account" | "request" | "ours";

const BLAMES: { readonly [kind in ErrorKind]: Blame } = {
  rate_limited: "limits",
  overloaded: "endpoint",
  server_error: "endpoint",
  timeout: "endpoint",
  connection: "endpoint",
  malformed_response: "endpoint",
  unknown: "endpoint",
  auth: "account",
  permission: "account",
  payment: "account",
  not_found: "request",
  invalid_request: "request",
  context_length: "request",
  content_filter: "request",
  // It was answered: only our tape does not keep it.
  unrecordable: "request",
  // It was answered: only our script does not know how to go on.
  unscripted_tool: "request",
  tool_rounds: "request",
  aborted: "ours",
  cassette_miss: "ours",
  recording_expired: "ours",
  breaker_open: "ours",
  budget_exceeded: "ours",
  no_endpoint: "ours",
};

/** Whose fault a failure of a kind is. */
export function blameOf(kind: ErrorKind): Blame {
  return BLAMES[kind];
}
