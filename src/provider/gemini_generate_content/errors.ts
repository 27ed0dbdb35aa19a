import type { ErrorKind, JsonObject, JsonValue, WireOutcome, WireResponse } from "../../spec/mod.ts";
import { type ErrorContext, type ErrorFacts, readError } from "../_errors.ts";
import { isObject, listOf, textOrNull } from "../_read.ts";

export { findError } from "../_errors.ts";

/** What Google's canonical statuses mean where they say more than the status of HTTP. */
const BY_STATUS: { readonly [status: string]: ErrorKind } = {
  UNAUTHENTICATED: "auth",
  // A country without the service, an account without billing, a policy: not the request's fault.
  FAILED_PRECONDITION: "permission",
  CANCELLED: "server_error",
};

const BY_REASON: { readonly [reason: string]: ErrorKind } = {
  API_KEY_INVALID: "auth",
  API_KEY_EXPIRED: "auth",
  ACCESS_TOKEN_EXPIRED: "auth",
  CREDENTIALS_MISSING: "auth",
  BILLING_DISABLED: "payment",
};

/**
 * A failed outcome from an error that a body, an event or an element of an array carries:
 * `{ error: { code, message, status, details } }`.
 */
export function errorOutcome(
  response: WireResponse,
  body: JsonValue | undefined,
  context: ErrorContext = {},
): WireOutcome {
  return readError(response, body, { ...context, dialect: { kindOf, codeOf } });
}

function kindOf(kind: ErrorKind, { fields, message }: ErrorFacts): ErrorKind {
  const reason = reasonOf(fields) ?? "";
  const status = textOrNull(fields?.status) ?? "";
  if (Object.hasOwn(BY_REASON, reason)) return BY_REASON[reason];
  // A limit of none at all is what a plan does not have: waiting does not help.
  if (kind === "rate_limited" && violationsIn(fields).some(({ quotaValue }) => quotaValue === "0")) return "payment";
  if (Object.hasOwn(BY_STATUS, status)) return BY_STATUS[status];
  const isTooLong = /\binput token count\b.*\bexceeds\b.*\bmaximum number of tokens\b/is.test(message ?? "");
  return kind === "invalid_request" && isTooLong ? "context_length" : kind;
}

function codeOf(fields: JsonObject): string | null {
  const quotas = violationsIn(fields).map(({ quotaId }) => textOrNull(quotaId)).filter((id) => id !== null);
  return reasonOf(fields) ?? quotas[0] ?? textOrNull(fields.status);
}

/** The quotas that are used up, as a `QuotaFailure` among the details names them. */
function violationsIn(fields: JsonObject | null): JsonObject[] {
  return listOf(fields?.details).filter(isObject).flatMap(({ violations }) => listOf(violations)).filter(isObject);
}

function reasonOf(fields: JsonObject | null): string | null {
  for (const detail of listOf(fields?.details)) {
    const reason = isObject(detail) ? textOrNull(detail.reason) : null;
    if (reason !== null) return reason;
  }
  return null;
}
