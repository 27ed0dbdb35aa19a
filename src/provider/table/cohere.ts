import type { ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { jsonError, namedEvent, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";

const ID = "00000000-f111-4e37-8000-000000000000";

/** Cohere. Its keys are 40 letters and digits, which tell nothing. */
export const cohere: ProviderAdapter = {
  version: 1,
  key: "cohere",
  name: "Cohere",
  origin: "https://api.cohere.com",
  basePath: "/v2",
  wire: "cohere-chat",
  doors: [{ wire: "openai-chat", basePath: "/compatibility/v1" }],
  auth: BEARER,
  keyEnv: ["COHERE_API_KEY", "CO_API_KEY"],
  models: {
    url: "https://api.cohere.com/v1/models",
    query: { page_size: "1000" },
    needsKey: true,
    read: "cohere",
    lifetimeMs: HOUR_MS,
  },
  health: { url: "https://api.cohere.com/v1/models?page_size=1", method: "GET", needsKey: true },
  limits: { requestsPerMinute: 500 },
  dialect: PLAIN,
  embeddings: "cohere-embeddings",
  keyShapes: [],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, {
            id: ID,
            message: "You are using a Trial key, which is limited to 20 API calls / minute.",
          }, {
            "retry-after": wholeSeconds(refusal.afterMs),
            "x-trial-endpoint-call-limit": "20",
            "x-trial-endpoint-call-remaining": "0",
          });
        case "overloaded":
          return jsonError(503, { id: ID, message: "service unavailable, please try again later" });
        case "server_error":
          return jsonError(refusal.status, { id: ID, message: "internal server error, this has been reported" });
      }
    },
    // It ends every stream with this event; a broken one has another reason in it.
    streamError: () =>
      namedEvent("message-end", {
        type: "message-end",
        delta: { error: "internal server error", finish_reason: "ERROR" },
      }),
  },
  quirks: [
    "Billed are billed_units, which are fewer than the tokens.",
    "A trial key has 20 chats per minute and 1,000 calls per month.",
    "The list of models comes by pages of 20 unless more are asked for, and names them without an id.",
    'An error has a message at the top of the body, and no object "error".',
  ],
};
