import type { ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS, ROUTER } from "./_facts.ts";

const UPSTREAM = "Provider returned error";

/** A router to many providers, whose errors it passes on within its own. */
export const openrouter: ProviderAdapter = {
  version: 1,
  key: "openrouter",
  name: "OpenRouter",
  origin: "https://openrouter.ai",
  basePath: "/api/v1",
  wire: "openai-chat",
  doors: [{ wire: "anthropic-messages", basePath: "/api/v1" }],
  auth: BEARER,
  keyEnv: ["OPENROUTER_API_KEY"],
  models: { url: "/models", needsKey: false, read: "openrouter", lifetimeMs: 6 * HOUR_MS },
  health: { url: "/models/count", method: "GET", needsKey: true },
  limits: {},
  dialect: ROUTER,
  modelIds: "key",
  embeddings: "openai-embeddings",
  keyShapes: [
    {
      name: "openrouter-key",
      prefix: "sk-or-v1-",
      pattern: "sk-or-v1-[A-Za-z0-9]{32,}",
      example: `sk-or-v1-${"f1113700".repeat(8)}`,
    },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, upstreamError(429, "The model is temporarily rate-limited upstream."), {
            "retry-after": wholeSeconds(refusal.afterMs),
          });
        case "overloaded":
          return jsonError(529, upstreamError(529, "The upstream provider is overloaded."));
        case "server_error":
          return jsonError(refusal.status, upstreamError(refusal.status, "Internal server error"));
      }
    },
    streamError: () =>
      dataEvent({
        id: "gen-1767225600-FillerFillerFillerFi",
        provider: "Filler",
        model: "filler/filler",
        object: "chat.completion.chunk",
        created: 1767225600,
        error: { code: 502, message: "Provider disconnected unexpectedly" },
        choices: [{
          index: 0,
          delta: { role: "assistant", content: "" },
          finish_reason: "error",
          native_finish_reason: null,
        }],
      }),
  },
  quirks: [
    'Endpoints of one model differ in price, context and parameters; the object "provider" pins one.',
    "A parameter that the endpoint does not take is dropped without a word, unless require_parameters is set.",
    "Streams have comments in between and bodies start with white space, which keeps connections open.",
    "The last chunk of a stream has the usage and repeats the finish reason.",
    "An error can come within a stream under 200, at the top of a chunk; that of an upstream provider stands in metadata.raw.",
    "Reports the cost of every call in usage.cost; with a key of one's own at the upstream provider that is its fee alone.",
    "Models with :free have 20 requests per minute and 50 per day, or 1,000 per day once ten credits were bought.",
  ],
};

function upstreamError(code: number, raw: string) {
  return { error: { message: UPSTREAM, code, metadata: { raw, provider_name: "Filler" } }, user_id: "user_filler" };
}
