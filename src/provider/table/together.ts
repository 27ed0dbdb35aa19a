import type { ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";

/** Together. Its older keys are 64 hexadecimal digits, as many a hash is, and tell nothing. */
export const together: ProviderAdapter = {
  version: 1,
  key: "together",
  name: "Together",
  origin: "https://api.together.xyz",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["TOGETHER_API_KEY", "TOGETHERAI_API_KEY"],
  models: { url: "/models", needsKey: true, read: "together", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: {},
  dialect: PLAIN,
  modelIds: "key",
  embeddings: "openai-embeddings",
  keyShapes: [
    {
      name: "together-key",
      prefix: "tgp_v1_",
      pattern: "tgp_v1_[\\w-]{30,}",
      example: `tgp_v1_${"Filler0".repeat(6)}F`,
    },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, errorBody("You have reached the rate limit of this model.", "rate_limit"), {
            "retry-after": wholeSeconds(refusal.afterMs),
            "x-ratelimit-limit": "1",
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": wholeSeconds(refusal.afterMs),
          });
        case "overloaded":
          return jsonError(503, errorBody("The server is overloaded or not ready yet.", "service_unavailable"));
        case "server_error":
          return jsonError(refusal.status, errorBody("Internal server error", "server_error"));
      }
    },
    streamError: () => dataEvent(errorBody("Internal server error", "server_error")),
  },
  quirks: [
    "Its list is a bare array, with prices as numbers per million tokens.",
    'Stops with "eos" too.',
    "Its limits are told per second, and grow and shrink with what a model was lately used for.",
  ],
};

function errorBody(message: string, type: string) {
  return { id: "filler", error: { message, type, param: null, code: null } };
}
