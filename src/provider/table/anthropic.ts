import type { FaultResponse, Refusal } from "../../spec/mod.ts";
import { jsonError, momentAfter, namedEvent, responseDate, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

const REQUEST_ID = "req_filler";

/** Anthropic. */
export const anthropic: ProviderRow = {
  key: "anthropic",
  name: "Anthropic",
  origin: "https://api.anthropic.com",
  basePath: "/v1",
  wire: "anthropic-messages",
  keyShapes: [
    {
      name: "anthropic-key",
      prefix: "sk-ant-api",
      pattern: "sk-ant-api\\d\\d-[\\w-]{20,}",
      example: `sk-ant-api03-${"Filler0".repeat(13)}-fAA`,
    },
    {
      name: "anthropic-admin-key",
      prefix: "sk-ant-admin",
      pattern: "sk-ant-admin\\d\\d-[\\w-]{20,}",
      example: `sk-ant-admin01-${"Filler1".repeat(13)}-fAA`,
    },
    {
      // Access and refresh tokens of its OAuth, as its own command-line client uses them.
      name: "anthropic-oauth-token",
      prefix: "sk-ant-o",
      pattern: "sk-ant-o[ar]t\\d\\d-[\\w-]{20,}",
      example: `sk-ant-oat01-${"Filler2".repeat(13)}-fAA`,
    },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return rateLimit(refusal.afterMs);
        case "overloaded":
          return jsonError(529, errorBody("overloaded_error", "Overloaded"), {
            "request-id": REQUEST_ID,
            "x-should-retry": "true",
          });
        case "server_error":
          return jsonError(refusal.status, errorBody("api_error", "Internal server error"), {
            "request-id": REQUEST_ID,
          });
      }
    },
    streamError: () =>
      namedEvent("error", { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
  },
};

function rateLimit(afterMs: number): FaultResponse {
  const message = "This request would exceed your organization's rate limit of 50 requests per minute.";
  return jsonError(429, errorBody("rate_limit_error", message), {
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "0",
    "anthropic-ratelimit-requests-reset": momentAfter(afterMs),
    "anthropic-ratelimit-tokens-limit": "50000",
    "anthropic-ratelimit-tokens-remaining": "49000",
    "anthropic-ratelimit-tokens-reset": momentAfter(0),
    "date": responseDate(),
    "request-id": REQUEST_ID,
    "retry-after": wholeSeconds(afterMs),
    "x-should-retry": "true",
  });
}

function errorBody(type: string, message: string) {
  return { type: "error", error: { type, message }, request_id: REQUEST_ID };
}
