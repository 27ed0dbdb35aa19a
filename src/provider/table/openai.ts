import type { FaultResponse, Refusal } from "../../spec/mod.ts";
import { dataEvent, goDuration, jsonError, wholeSeconds } from "./_error_parts.ts";
import type { ProviderRow } from "./provider_row.ts";

const LIMIT = 500;
const SORRY = "The server had an error while processing your request. Sorry about that!";

/** OpenAI itself; most others speak its format. */
export const openai: ProviderRow = {
  key: "openai",
  name: "OpenAI",
  origin: "https://api.openai.com",
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [
    {
      name: "openai-project-key",
      prefix: "sk-proj-",
      pattern: "sk-proj-[\\w-]{20,}",
      example: `sk-proj-${"Filler0".repeat(8)}T3BlbkFJ${"Filler0".repeat(8)}`,
    },
    {
      name: "openai-service-key",
      prefix: "sk-svcacct-",
      pattern: "sk-svcacct-[\\w-]{20,}",
      example: `sk-svcacct-${"Filler1".repeat(8)}T3BlbkFJ${"Filler1".repeat(8)}`,
    },
    {
      name: "openai-admin-key",
      prefix: "sk-admin-",
      pattern: "sk-admin-[\\w-]{20,}",
      example: `sk-admin-${"Filler2".repeat(8)}T3BlbkFJ${"Filler2".repeat(8)}`,
    },
    {
      // All of its keys have this in their middle: "OpenAI" in base64.
      name: "openai-key",
      prefix: "T3BlbkFJ",
      pattern: "sk-[\\w-]{20,}T3BlbkFJ[\\w-]{20,}",
      example: `sk-${"Filler3".repeat(3).slice(1)}T3BlbkFJ${"Filler3".repeat(3).slice(1)}`,
    },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return rateLimit(refusal.afterMs);
        case "overloaded":
          return jsonError(503, errorBody("The engine is currently overloaded, please try again later"));
        case "server_error":
          return jsonError(refusal.status, errorBody(SORRY));
      }
    },
    streamError: () => dataEvent(errorBody(SORRY)),
  },
};

function rateLimit(afterMs: number): FaultResponse {
  const message =
    `Rate limit reached for requests in organization org-filler on requests per min (RPM): Limit ${LIMIT}, ` +
    `Used ${LIMIT}, Requested 1. Please try again in ${goDuration(afterMs)}.`;
  return jsonError(429, { error: { message, type: "requests", param: null, code: "rate_limit_exceeded" } }, {
    "retry-after": wholeSeconds(afterMs),
    "retry-after-ms": String(afterMs),
    "x-ratelimit-limit-requests": String(LIMIT),
    "x-ratelimit-limit-tokens": "200000",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-remaining-tokens": "199000",
    "x-ratelimit-reset-requests": goDuration(afterMs),
    "x-ratelimit-reset-tokens": "0s",
    "x-request-id": "req_filler",
  });
}

function errorBody(message: string) {
  return { error: { message, type: "server_error", param: null, code: null } };
}
