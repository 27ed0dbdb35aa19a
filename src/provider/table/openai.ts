import type { FaultResponse, ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { dataEvent, goDuration, jsonError, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS, OPENAI } from "./_facts.ts";

const LIMIT = 500;
const SORRY = "The server had an error while processing your request. Sorry about that!";

/** OpenAI itself; most others speak its format. */
export const openai: ProviderAdapter = {
  version: 1,
  key: "openai",
  name: "OpenAI",
  origin: "https://api.openai.com",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["OPENAI_API_KEY"],
  models: { url: "/models", needsKey: true, read: "openai", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: { requestsPerMinute: 500 },
  dialect: OPENAI,
  embeddings: "openai-embeddings",
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
  quirks: [
    "Its reasoning models refuse max_tokens; its other models take max_completion_tokens too.",
    "A stream tells its usage only when stream_options asks for it, in a last chunk without choices.",
    "Its list of models has ids only: no prices, no context, and models of all kinds.",
    "What is left of a limit and when it is reset stands in every answer, as Go durations: 6m0s.",
  ],
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
