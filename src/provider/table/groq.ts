import type { FaultResponse, Refusal } from "../../spec/mod.ts";
import { goDuration, jsonError, namedEvent, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Groq. */
export const groq: ProviderRow = {
  key: "groq",
  name: "Groq",
  origin: "https://api.groq.com",
  basePath: "/openai/v1",
  wire: "openai-chat",
  keyShapes: [
    { name: "groq-key", prefix: "gsk_", pattern: "gsk_[A-Za-z0-9]{40,}", example: `gsk_${"Filler0Filler".repeat(4)}` },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return rateLimit(refusal.afterMs);
        case "overloaded":
          return jsonError(
            503,
            errorBody("The model is currently over capacity. Please try again and back off exponentially."),
          );
        case "server_error":
          return jsonError(refusal.status, errorBody("Internal Server Error"));
      }
    },
    streamError: () =>
      namedEvent("error", {
        error: { message: "Internal Server Error", type: "internal_server_error", code: "internal", status_code: 500 },
      }),
  },
};

function rateLimit(afterMs: number): FaultResponse {
  const message = "Rate limit reached for model `filler` in organization `org_filler` service tier `on_demand` on " +
    `requests per minute (RPM): Limit 30, Used 30, Requested 1. Please try again in ${goDuration(afterMs)}.`;
  return jsonError(429, { error: { message, type: "requests", code: "rate_limit_exceeded" } }, {
    "retry-after": wholeSeconds(afterMs),
    // The limit of the requests is one per day, and is not what is used up.
    "x-ratelimit-limit-requests": "14400",
    "x-ratelimit-limit-tokens": "6000",
    "x-ratelimit-remaining-requests": "14370",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-requests": "6s",
    "x-ratelimit-reset-tokens": goDuration(afterMs),
  });
}

function errorBody(message: string) {
  return { error: { message, type: "internal_server_error" } };
}
