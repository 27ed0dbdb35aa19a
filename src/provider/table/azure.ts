import type { Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

/** OpenAI's models in one's own Azure resource, whose name is a part of its origin. */
export const azure: ProviderRow = {
  key: "azure",
  name: "Azure OpenAI",
  origin: null,
  basePath: "/openai/v1",
  wire: "openai-chat",
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
};

function rateLimitMessage(seconds: string): string {
  return `Requests to the ChatCompletions_Create Operation have exceeded the call rate limit of your current pricing tier. ` +
    `Please retry after ${seconds} seconds.`;
}

function errorBody(code: string, message: string) {
  return { error: { code, message } };
}
