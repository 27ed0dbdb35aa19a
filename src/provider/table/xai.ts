import type { Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

const AT_CAPACITY = {
  code: "The service is currently unavailable",
  error: "Service temporarily unavailable. The model is at capacity and currently cannot serve this request.",
};

/** xAI, whose errors are a code in words and a text. */
export const xai: ProviderRow = {
  key: "xai",
  name: "xAI",
  origin: "https://api.x.ai",
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [
    { name: "xai-key", prefix: "xai-", pattern: "xai-[A-Za-z0-9]{40,}", example: `xai-${"Filler01".repeat(10)}` },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, {
            code: "Some resource has been exhausted",
            error: "Too many requests for team filler. Your team's rate limit is 1 request per second.",
          }, {
            "retry-after": wholeSeconds(refusal.afterMs),
            "x-ratelimit-limit-requests": "60",
            "x-ratelimit-remaining-requests": "0",
          });
        case "overloaded":
          return jsonError(503, AT_CAPACITY);
        case "server_error":
          return jsonError(refusal.status, { code: "Internal error", error: "Internal server error" });
      }
    },
    streamError: () => dataEvent(AT_CAPACITY),
  },
};
