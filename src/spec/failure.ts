import type { Usage } from "./completion.ts";

/**
 * What went wrong with a call, in terms that mean the same for every provider. `breaker_open`, `budget_exceeded` and
 * `no_endpoint` are refusals of our own: nothing was sent. `unscripted_tool` and `tool_rounds` end a conversation whose
 * script does not know how to go on after an answer.
 */
export type ErrorKind =
  | "rate_limited"
  | "overloaded"
  | "server_error"
  | "timeout"
  | "connection"
  | "aborted"
  | "auth"
  | "permission"
  | "payment"
  | "not_found"
  | "invalid_request"
  | "context_length"
  | "content_filter"
  | "malformed_response"
  | "cassette_miss"
  | "recording_expired"
  | "unrecordable"
  | "breaker_open"
  | "budget_exceeded"
  | "no_endpoint"
  | "unscripted_tool"
  | "tool_rounds"
  | "unknown";

/** Whether to try again, decided from status and fields and never from words in a message. */
export type RetryDecision =
  | { readonly retry: "no" }
  | { readonly retry: "transient" }
  /** `afterMs`: how long the provider asked to wait; `null` when it did not say. */
  | { readonly retry: "rateLimited"; readonly afterMs: number | null };

/** A call that did not end in an answer. */
export interface CallFailure {
  /** The same for every provider; `code` has the provider's own. */
  readonly kind: ErrorKind;
  /** For people, as the provider, the transport or the tape said it. */
  readonly message: string;
  /** What the wire format or the transport advises; how many tries there are is the caller's. */
  readonly decision: RetryDecision;
  /** `null` when no response came; can be 200, as errors come inside streams too. */
  readonly httpStatus: number | null;
  /** The provider's own code or type, as text. */
  readonly code: string | null;
  /** Whether it came inside a stream that had begun under HTTP 200. */
  readonly midStream: boolean;
  /** To the last byte that came, or to the failure where none came. */
  readonly latencyMs: number | null;
  /** Of `breaker_open`, where a single failure opens it: its kind, as of a key that was refused. */
  readonly openedBy?: ErrorKind;
  /** What the provider counted all the same, where it said so: a try that failed is paid too. */
  readonly billed?: { readonly usage: Usage; readonly reportedCostUsd: string | null };
}
