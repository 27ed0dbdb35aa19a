import type { FaultResponse, ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { goDuration, jsonError, namedEvent, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS } from "./_facts.ts";
import { namedBy, wholeKey } from "./_model_names.ts";

/** The names that it has of its own, and those of its older models, which have no author. */
const OWN_NAMES = {
  "google/gemma2-9b-it": "gemma2-9b-it",
  "meta-llama/llama-3.1-8b-instruct": "llama-3.1-8b-instant",
  "meta-llama/llama-3.3-70b-instruct": "llama-3.3-70b-versatile",
  "meta-llama/llama-4-maverick": "meta-llama/llama-4-maverick-17b-128e-instruct",
  "meta-llama/llama-4-scout": "meta-llama/llama-4-scout-17b-16e-instruct",
  "moonshotai/kimi-k2-0905": "moonshotai/kimi-k2-instruct-0905",
  "openai/whisper-large-v3": "whisper-large-v3",
  "openai/whisper-large-v3-turbo": "whisper-large-v3-turbo",
  "sdaia/allam-2-7b": "allam-2-7b",
};

/** Groq. */
export const groq: ProviderAdapter = {
  version: 1,
  key: "groq",
  name: "Groq",
  origin: "https://api.groq.com",
  basePath: "/openai/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["GROQ_API_KEY"],
  models: { url: "/models", needsKey: true, read: "groq", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: { requestsPerMinute: 30, requestsPerDay: 1000, tokensPerMinute: 6000 },
  dialect: {
    renames: { reasoning_content: "reasoning" },
    refuses: ["top_k", "min_p", "repetition_penalty", "logit_bias", "logprobs", "top_logprobs"],
  },
  modelIds: namedBy({ names: OWN_NAMES, plain: wholeKey }),
  embeddings: null,
  keyShapes: [
    { name: "groq-key", prefix: "gsk_", pattern: "gsk_[A-Za-z0-9]{40,}", example: `gsk_${"Filler0Filler".repeat(4)}` },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return rateLimit(refusal.afterMs);
        case "overloaded":
          return jsonError(
            503,
            errorBody("The model is currently over capacity. Please try again and back off exponentially."),
          );
        case "server_error":
          return jsonError(refusal.status, errorBody("Internal Server Error"));
      }
    },
    streamError: () =>
      namedEvent("error", {
        error: { message: "Internal Server Error", type: "internal_server_error", code: "internal", status_code: 500 },
      }),
  },
  quirks: [
    "x-ratelimit-limit-requests counts a day, x-ratelimit-limit-tokens a minute.",
    "A stream has its usage in x_groq of the chunk with the finish reason.",
    'A stream that breaks says so in an event named "error", with the status in it.',
    "A temperature of 0 becomes 1e-8; the name of a message is refused.",
    "Its list has models for speech and moderation too, and some that are no longer active.",
  ],
};

function rateLimit(afterMs: number): FaultResponse {
  const message = "Rate limit reached for model `filler` in organization `org_filler` service tier `on_demand` on " +
    `requests per minute (RPM): Limit 30, Used 30, Requested 1. Please try again in ${goDuration(afterMs)}.`;
  return jsonError(429, { error: { message, type: "requests", code: "rate_limit_exceeded" } }, {
    "retry-after": wholeSeconds(afterMs),
    // The limit of the requests is one per day, and is not what is used up.
    "x-ratelimit-limit-requests": "14400",
    "x-ratelimit-limit-tokens": "6000",
    "x-ratelimit-remaining-requests": "14370",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-requests": "6s",
    "x-ratelimit-reset-tokens": goDuration(afterMs),
  });
}

function errorBody(message: string) {
  return { error: { message, type: "internal_server_error" } };
}
