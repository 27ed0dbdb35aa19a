import type { CallFailure, ErrorKind } from "../spec/mod.ts";

/** Failures of one endpoint that say nothing of the next. */
const ITS_OWN: ReadonlySet<ErrorKind> = new Set([
  "rate_limited",
  "overloaded",
  "server_error",
  "timeout",
  "connection",
  "auth",
  "permission",
  "payment",
  "not_found",
  "malformed_response",
  "breaker_open",
]);

/** What decides whether another endpoint is asked. */
export interface FallbackFacts {
  /** Why the one before failed. */
  readonly failure: Pick<CallFailure, "kind">;
  /** The largest contexts, in tokens: of the endpoint that failed and of the next; `null` is unknown. */
  readonly contextTokens: { readonly failed: number | null; readonly next: number | null };
  /** Whether a filter that stopped the answer is a reason to ask elsewhere. */
  readonly onContentFilter: boolean;
}

/**
 * Whether the next endpoint is asked after a failure: where it was the endpoint's own. A request that one calls wrong is
 * wrong elsewhere too, a prompt that is too long needs a larger context, and a refused content is asked for elsewhere
 * only by who wants that.
 */
export function fallsBack({ failure, contextTokens, onContentFilter }: FallbackFacts): boolean {
  if (ITS_OWN.has(failure.kind)) return true;
  if (failure.kind === "content_filter") return onContentFilter;
  if (failure.kind !== "context_length") return false;
  const { failed, next } = contextTokens;
  return next !== null && (failed === null || next > failed);
}
