import type { ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import { HOUR_MS, OPENAI } from "./_facts.ts";

/** OpenAI's models in one's own Azure resource, whose name is a part of its origin. */
export const azure: ProviderAdapter = {
  version: 1,
  key: "azure",
  name: "Azure OpenAI",
  origin: null,
  basePath: "/openai/v1",
  wire: "openai-chat",
  doors: [],
  auth: { header: "api-key", prefix: "" },
  keyEnv: ["AZURE_OPENAI_API_KEY"],
  models: { url: "/models", needsKey: true, read: "openai", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: {},
  dialect: OPENAI,
  embeddings: "openai-embeddings",
  keyShapes: [
    {
      // The marker that Azure puts into its keys for scanners; the older keys are 32 hexadecimal digits and tell nothing.
      name: "azure-key",
      prefix: "JQQJ99",
      pattern: "[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}",
      example: `${"Filler0Filler".repeat(4)}JQQJ99${"Filler0Filler".repeat(2)}`,
    },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, errorBody("429", rateLimitMessage(wholeSeconds(refusal.afterMs))), {
            "retry-after": wholeSeconds(refusal.afterMs),
            "retry-after-ms": String(refusal.afterMs),
            "x-ratelimit-remaining-requests": "0",
            "x-ratelimit-reset-requests": wholeSeconds(refusal.afterMs),
          });
        case "overloaded":
          return jsonError(503, errorBody("503", "The service is temporarily unable to process your request."));
        case "server_error":
          return jsonError(refusal.status, errorBody("InternalServerError", "Backend returned unexpected response."));
      }
    },
    streamError: () => dataEvent({ error: { message: "Internal server error", type: "server_error", code: "500" } }),
  },
  quirks: [
    "The name of a deployment stands in the place of the model.",
    "The first chunk of a stream has no choices: it tells what the prompt was filtered for.",
    'retry-after-ms can be 0 beside a retry-after of 1, and an error code is a text: "401".',
  ],
};

function rateLimitMessage(seconds: string): string {
  return `Requests to the ChatCompletions_Create Operation have exceeded the call rate limit of your current pricing tier. ` +
    `Please retry after ${seconds} seconds.`;
}

function errorBody(code: string, message: string) {
  return { error: { code, message } };
}
