import type { FaultResponse, JsonObject, JsonValue, ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { jsonError } from "./_error_parts.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";

const JSON_UTF8 = { "content-type": "application/json; charset=UTF-8" };
const OVERLOADED = "The model is overloaded. Please try again later.";

/** Google's Gemini API. */
export const gemini: ProviderAdapter = {
  version: 1,
  key: "gemini",
  name: "Google Gemini",
  origin: "https://generativelanguage.googleapis.com",
  basePath: "/v1beta",
  wire: "gemini-generate-content",
  doors: [{ wire: "openai-chat", basePath: "/v1beta/openai", auth: BEARER }],
  auth: { header: "x-goog-api-key", prefix: "" },
  keyEnv: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
  models: { url: "/models", query: { pageSize: "1000" }, needsKey: true, read: "gemini", lifetimeMs: HOUR_MS },
  health: { url: "/models?pageSize=1", method: "GET", needsKey: true },
  limits: {},
  dialect: PLAIN,
  embeddings: "gemini-embeddings",
  keyShapes: [
    {
      name: "google-api-key",
      prefix: "AIza",
      pattern: "AIza[\\w-]{35}",
      example: `AIza${"Filler0".repeat(5)}`,
    },
    {
      name: "google-oauth-token",
      prefix: "ya29.",
      pattern: "ya29\\.[\\w.-]{20,}",
      example: `ya29.${"Filler0".repeat(8)}`,
    },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return rateLimit(refusal.afterMs);
        case "overloaded":
          return jsonError(503, errorBody(503, OVERLOADED, { status: "UNAVAILABLE" }), JSON_UTF8);
        case "server_error":
          return jsonError(
            refusal.status,
            errorBody(refusal.status, "An internal error has occurred. Please retry.", { status: "INTERNAL" }),
            JSON_UTF8,
          );
      }
    },
    // Its streams end their lines as HTTP does.
    streamError: () => `data: ${JSON.stringify(errorBody(503, OVERLOADED, { status: "UNAVAILABLE" }))}\r\n\r\n`,
  },
  quirks: [
    "A wrong key is answered with 400 INVALID_ARGUMENT, and the reason stands in the details.",
    "How long to wait after a 429 stands in the body (RetryInfo), in no header.",
    "Limits are by model and by what an account has paid, and no answer tells them before they are reached.",
    "Thoughts are not a part of candidatesTokenCount: they are added to the output.",
    "A blocked prompt has no candidates at all; calls of tools end with STOP as texts do.",
    "Every chunk of a stream has the usage so far, so the last one counts.",
    "The signature of a thought has to go back with the call that it came with.",
    "Its door in the format of OpenAI leaves the thoughts out of completion_tokens.",
  ],
};

/** It sends no header that says how long to wait: that stands in the body's details. */
function rateLimit(afterMs: number): FaultResponse {
  const retryDelay = `${afterMs / 1000}s`;
  const message = "You exceeded your current quota, please check your plan and billing details. " +
    `Please retry in ${retryDelay}.`;
  const details: JsonValue[] = [
    {
      "@type": "type.googleapis.com/google.rpc.QuotaFailure",
      violations: [{
        quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_requests",
        quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
        quotaDimensions: { location: "global", model: "gemini-2.5-flash" },
        quotaValue: "10",
      }],
    },
    {
      "@type": "type.googleapis.com/google.rpc.Help",
      links: [{
        description: "Learn more about Gemini API quotas",
        url: "https://ai.google.dev/gemini-api/docs/rate-limits",
      }],
    },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay },
  ];
  return jsonError(429, errorBody(429, message, { status: "RESOURCE_EXHAUSTED", details }), JSON_UTF8);
}

function errorBody(code: number, message: string, rest: JsonObject): JsonObject {
  return { error: { code, message, ...rest } };
}
