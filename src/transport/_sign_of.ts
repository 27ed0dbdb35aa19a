import type { CallFailure, ErrorKind, WireOutcome } from "../spec/mod.ts";
import type { Sign } from "./_breaker.ts";

/** What a result says about its endpoint, and about the credential that it was asked with. */
export interface Signs {
  readonly endpoint: Sign;
  readonly credential: Sign;
}

/** Failures that are the endpoint's or the network's. */
const ILL: ReadonlySet<ErrorKind> = new Set([
  "overloaded",
  "server_error",
  "timeout",
  "connection",
  "malformed_response",
  // One input that a moderator flagged, a country, a model: the key is good for others.
  "permission",
]);

/** It is the credential that was refused, not the call. */
const REFUSED: ReadonlySet<ErrorKind> = new Set(["auth", "payment"]);

/** A key that was never taken is wrong; one that was may have met a proxy that forgot it. */
const KEY_IN_A_ROW = { unproven: 1, proven: 3 };

/** Routers say with this status that one call is too dear for what is left, which cheaper ones may not be. */
const PAYMENT_REQUIRED = 402;
const PAYMENT_IN_A_ROW = { unproven: 3, proven: 3 };

/** Failures that say nothing about whoever was asked. */
const NONE: ReadonlySet<ErrorKind> = new Set([
  "aborted",
  "cassette_miss",
  "recording_expired",
  "breaker_open",
  "budget_exceeded",
  "no_endpoint",
]);

const NOTHING: Sign = { is: "none" };
/** Of a call that was not made, or that its caller gave up. */
export const NO_SIGNS: Signs = { endpoint: NOTHING, credential: NOTHING };
const WELL: Sign = { is: "well", counts: true };
/** A refusal that is the request's own fault has no effect, but shows that somebody is there. */
const THERE: Sign = { is: "well", counts: false };

/**
 * What a result says. A rate limit is the limiter's business, unless the provider asks for a longer pause than a call may
 * wait in all (`patienceMs`): then there is no use in asking before.
 */
export function signsOf(
  outcome: WireOutcome,
  { patienceMs, shutMs }: { patienceMs: number; shutMs: number },
): Signs {
  if (outcome.ok) return { endpoint: WELL, credential: WELL };
  const { failure } = outcome;
  if (NONE.has(failure.kind)) return NO_SIGNS;
  const reason = reasonOf(failure);
  const afterMs = failure.decision.retry === "rateLimited" ? failure.decision.afterMs : null;
  if (REFUSED.has(failure.kind)) return ofCredential(failure, { reason, shutMs });
  if (failure.kind === "rate_limited" && afterMs !== null && afterMs > patienceMs) {
    return { endpoint: { is: "shut", reason, forMs: afterMs }, credential: THERE };
  }
  const isIll = ILL.has(failure.kind) || (failure.kind === "unknown" && isServers(failure));
  return { endpoint: isIll ? { is: "ill", reason, afterMs } : THERE, credential: isIll ? NOTHING : THERE };
}

function ofCredential(failure: CallFailure, { reason, shutMs }: { reason: string; shutMs: number }): Signs {
  const { kind } = failure;
  const shut: Sign = { is: "shut", reason, forMs: shutMs, kind };
  if (ofModelAlone(failure)) return { endpoint: shut, credential: THERE };
  const refused = (inARow: typeof KEY_IN_A_ROW): Sign => ({ is: "refused", reason, forMs: shutMs, inARow, kind });
  if (kind === "auth") return { endpoint: NOTHING, credential: refused(KEY_IN_A_ROW) };
  if (failure.httpStatus !== PAYMENT_REQUIRED) return { endpoint: NOTHING, credential: shut };
  return { endpoint: { is: "ill", reason, afterMs: null }, credential: refused(PAYMENT_IN_A_ROW) };
}

/** Google's quotas that a plan does not have are told by model: the key is good for others. */
function ofModelAlone({ httpStatus, code }: CallFailure): boolean {
  return httpStatus === 429 && code !== null && /per_?model/i.test(code);
}

function isServers({ httpStatus, midStream }: CallFailure): boolean {
  return midStream || (httpStatus !== null && httpStatus >= 500);
}

function reasonOf({ kind, httpStatus, message }: CallFailure): string {
  return `${kind}${httpStatus === null ? "" : ` (status ${httpStatus})`}: ${message}`;
}
