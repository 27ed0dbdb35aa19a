import type { Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Mistral. Its keys are 32 letters and digits, which tell nothing. */
export const mistral: ProviderRow = {
  key: "mistral",
  name: "Mistral",
  origin: "https://api.mistral.ai",
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, errorBody("Rate limit exceeded", { type: "rate_limited", code: "1300", status: 429 }), {
            "retry-after": wholeSeconds(refusal.afterMs),
            "x-ratelimit-limit-req-minute": "60",
            "x-ratelimit-remaining-req-minute": "0",
          });
        case "overloaded":
          return jsonError(
            503,
            errorBody("Service unavailable.", { type: "unreachable_backend", code: "1100", status: 503 }),
          );
        case "server_error":
          return jsonError(refusal.status, internalError(refusal.status));
      }
    },
    streamError: () => dataEvent(internalError(500)),
  },
};

function internalError(status: number) {
  return errorBody("Internal server error", { type: "internal_server_error", code: "1000", status });
}

function errorBody(message: string, { type, code, status }: { type: string; code: string; status: number }) {
  return { object: "error", message, type, param: null, code, raw_status_code: status };
}
