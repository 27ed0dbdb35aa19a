import type { ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";

const AT_CAPACITY = {
  code: "The service is currently unavailable",
  error: "Service temporarily unavailable. The model is at capacity and currently cannot serve this request.",
};

/** xAI, whose errors are a code in words and a text. */
export const xai: ProviderAdapter = {
  version: 1,
  key: "xai",
  name: "xAI",
  origin: "https://api.x.ai",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["XAI_API_KEY"],
  models: { url: "/language-models", needsKey: true, read: "xai", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: {},
  dialect: PLAIN,
  embeddings: null,
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
  quirks: [
    "completion_tokens leave out the reasoning: it is added to the output.",
    "Reports the cost of every call in usage.cost_in_usd_ticks, of which 10,000,000,000 are a dollar.",
    "A wrong key is answered with 400.",
    "Its reasoning models refuse presence_penalty, frequency_penalty and stop, and most of them reasoning_effort.",
  ],
};
