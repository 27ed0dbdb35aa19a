import type { ErrorKind } from "../spec/mod.ts";

/** Codes and types that say more than the status, in lower case, as providers of this format document or send them. */
const BY_CODE: { readonly [code: string]: ErrorKind } = {
  context_length_exceeded: "context_length",
  context_window_exceeded: "context_length",
  exceed_context_size_error: "context_length", // llama.cpp
  too_many_prompt_tokens: "context_length", // Perplexity
  too_many_tokens: "context_length",
  content_filter: "content_filter",
  content_policy_violation: "content_filter",
  responsibleaipolicyviolation: "content_filter",
  data_inspection_failed: "content_filter",
  1301: "content_filter", // Z.ai
  insufficient_quota: "payment",
  billing_hard_limit_reached: "payment",
  billing_not_active: "payment",
  billing_error: "payment", // Anthropic
  insufficient_balance: "payment",
  1113: "payment", // Z.ai
  invalid_api_key: "auth",
  incorrect_api_key: "auth",
  invalid_authentication: "auth",
  authentication_error: "auth",
  unauthorized: "auth",
  permission_denied: "permission",
  permission_error: "permission",
  insufficient_permissions: "permission",
  unsupported_country_region_territory: "permission",
  model_not_found: "not_found",
  model_not_available: "not_found",
  deploymentnotfound: "not_found",
  not_found_error: "not_found",
  rate_limit_exceeded: "rate_limited",
  rate_limit_error: "rate_limited",
  rate_limited: "rate_limited",
  too_many_requests: "rate_limited",
  1302: "rate_limited", // Z.ai
  1303: "rate_limited",
  1305: "overloaded",
  overloaded: "overloaded",
  overloaded_error: "overloaded",
  engine_overloaded: "overloaded",
  engine_overloaded_error: "overloaded",
  capacity_exceeded: "overloaded", // Groq
  slow_down: "overloaded",
  service_unavailable: "overloaded",
  unavailable_error: "overloaded", // llama.cpp, while it loads the model
};

/** Types that only repeat the status in words: they count when there is no status, as within a stream. */
const BY_TYPE: { readonly [type: string]: ErrorKind } = {
  server_error: "server_error",
  internal_server_error: "server_error",
  internal_error: "server_error",
  api_error: "server_error",
  timeout: "timeout",
  timeout_error: "timeout",
  requests: "rate_limited",
  tokens: "rate_limited",
  invalid_request_error: "invalid_request",
  invalid_request: "invalid_request",
  badrequesterror: "invalid_request",
  invalid_argument: "invalid_request",
  "invalid-argument": "invalid_request",
  not_supported_error: "invalid_request",
  tool_use_failed: "invalid_request",
  json_validate_failed: "invalid_request",
};

const BY_STATUS: { readonly [status: number]: ErrorKind } = {
  400: "invalid_request",
  401: "auth",
  402: "payment",
  403: "permission",
  404: "not_found",
  405: "invalid_request",
  408: "timeout",
  409: "overloaded",
  410: "not_found",
  413: "invalid_request",
  415: "invalid_request",
  422: "invalid_request",
  425: "overloaded",
  429: "rate_limited",
  498: "overloaded", // Groq's flex tier
  501: "invalid_request",
  503: "overloaded",
  504: "timeout",
  522: "timeout", // Cloudflare
  524: "timeout",
  529: "overloaded",
};

/** A request that is larger than the limit fails every time, whatever code says that it is too large. */
const TOO_LARGE = 413;
const LASTING: ReadonlySet<ErrorKind> = new Set(["context_length", "content_filter", "payment", "auth", "not_found"]);

/**
 * The kind of an error from its status (of HTTP or of the body, `null` where neither says) and its codes and types,
 * the more telling first.
 */
export function errorKind(status: number | null, codes: readonly string[]): ErrorKind {
  for (const code of codes) {
    const kind = lookUp(BY_CODE, code);
    if (kind !== null && (status !== TOO_LARGE || LASTING.has(kind))) return kind;
  }
  if (status !== null) {
    const kind = BY_STATUS[status];
    if (kind !== undefined) return kind;
    if (status >= 500) return "server_error";
  }
  for (const code of codes) {
    const kind = lookUp(BY_TYPE, code);
    if (kind !== null) return kind;
  }
  return "unknown";
}

function lookUp(table: { readonly [code: string]: ErrorKind }, code: string): ErrorKind | null {
  const key = code.toLowerCase();
  return Object.hasOwn(table, key) ? table[key] : null;
}
