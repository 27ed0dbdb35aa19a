import type { ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS } from "./_facts.ts";

/** Mistral. Its keys are 32 letters and digits, which tell nothing. */
export const mistral: ProviderAdapter = {
  version: 1,
  key: "mistral",
  name: "Mistral",
  origin: "https://api.mistral.ai",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["MISTRAL_API_KEY"],
  models: { url: "/models", needsKey: true, read: "mistral", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: {},
  dialect: {
    renames: { seed: "random_seed", developer: "system" },
    refuses: ["top_k", "min_p", "repetition_penalty", "stream_options", "reasoning_content"],
  },
  embeddings: "openai-embeddings",
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
  quirks: [
    "A field that it does not know is an error: 422, extra_forbidden.",
    'A stream has its usage in the chunk with the finish reason, unasked, and padding in "p".',
    'A wrong key is answered with {"detail": …} in place of an error object.',
    'Every alias of a model is a row of its own in the list, whose "created" is the time of the request.',
    "Limits are told per minute, per ten seconds and per month, under names of its own.",
  ],
};

function internalError(status: number) {
  return errorBody("Internal server error", { type: "internal_server_error", code: "1000", status });
}

function errorBody(message: string, { type, code, status }: { type: string; code: string; status: number }) {
  return { object: "error", message, type, param: null, code, raw_status_code: status };
}
