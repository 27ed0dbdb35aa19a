import type { FaultResponse, ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { jsonError, momentAfter, namedEvent, responseDate, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";
import { hyphenVersion, namedBy } from "./_model_names.ts";

const REQUEST_ID = "req_filler";

/** Models of which the id has a date. Those since Claude 4.6 have none, and older ones are not there without it. */
const DATED_IDS = {
  "anthropic/claude-3-haiku": "claude-3-haiku-20240307",
  "anthropic/claude-3-opus": "claude-3-opus-20240229",
  "anthropic/claude-3.5-haiku": "claude-3-5-haiku-20241022",
  "anthropic/claude-3.5-sonnet": "claude-3-5-sonnet-20241022",
  "anthropic/claude-3.7-sonnet": "claude-3-7-sonnet-20250219",
  "anthropic/claude-haiku-4.5": "claude-haiku-4-5-20251001",
  "anthropic/claude-opus-4": "claude-opus-4-20250514",
  "anthropic/claude-opus-4.1": "claude-opus-4-1-20250805",
  "anthropic/claude-opus-4.5": "claude-opus-4-5-20251101",
  "anthropic/claude-sonnet-4": "claude-sonnet-4-20250514",
  "anthropic/claude-sonnet-4.5": "claude-sonnet-4-5-20250929",
};

/** Anthropic. */
export const anthropic: ProviderAdapter = {
  version: 1,
  key: "anthropic",
  name: "Anthropic",
  origin: "https://api.anthropic.com",
  basePath: "/v1",
  wire: "anthropic-messages",
  doors: [{ wire: "openai-chat", basePath: "/v1", auth: BEARER }],
  auth: { header: "x-api-key", prefix: "" },
  keyEnv: ["ANTHROPIC_API_KEY"],
  headers: { "anthropic-version": "2023-06-01" },
  models: { url: "/models", query: { limit: "1000" }, needsKey: true, read: "anthropic", lifetimeMs: HOUR_MS },
  health: { url: "/models?limit=1", method: "GET", needsKey: true },
  limits: { requestsPerMinute: 50 },
  dialect: PLAIN,
  modelIds: namedBy({ names: DATED_IDS, plain: (_author, slug) => hyphenVersion(slug) }),
  embeddings: null,
  keyShapes: [
    {
      name: "anthropic-key",
      prefix: "sk-ant-api",
      pattern: "sk-ant-api\\d\\d-[\\w-]{20,}",
      example: `sk-ant-api03-${"Filler0".repeat(13)}-fAA`,
    },
    {
      name: "anthropic-admin-key",
      prefix: "sk-ant-admin",
      pattern: "sk-ant-admin\\d\\d-[\\w-]{20,}",
      example: `sk-ant-admin01-${"Filler1".repeat(13)}-fAA`,
    },
    {
      // Access and refresh tokens of its OAuth, as its own command-line client uses them.
      name: "anthropic-oauth-token",
      prefix: "sk-ant-o",
      pattern: "sk-ant-o[ar]t\\d\\d-[\\w-]{20,}",
      example: `sk-ant-oat01-${"Filler2".repeat(13)}-fAA`,
    },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return rateLimit(refusal.afterMs);
        case "overloaded":
          return jsonError(529, errorBody("overloaded_error", "Overloaded"), {
            "request-id": REQUEST_ID,
            "x-should-retry": "true",
          });
        case "server_error":
          return jsonError(refusal.status, errorBody("api_error", "Internal server error"), {
            "request-id": REQUEST_ID,
          });
      }
    },
    streamError: () =>
      namedEvent("error", { type: "error", error: { type: "overloaded_error", message: "Overloaded" } }),
  },
  quirks: [
    "A request without max_tokens is refused.",
    "input_tokens leave out what was read from the cache and written to it: the three are added.",
    "A stream gives the input usage first and the final output usage last; it has pings, and no [DONE].",
    "Overload is 529, and can come within a stream under 200.",
    "Thinking is signed, and goes back unchanged with the tool results that follow it.",
  ],
};

function rateLimit(afterMs: number): FaultResponse {
  const message = "This request would exceed your organization's rate limit of 50 requests per minute.";
  return jsonError(429, errorBody("rate_limit_error", message), {
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "0",
    "anthropic-ratelimit-requests-reset": momentAfter(afterMs),
    "anthropic-ratelimit-tokens-limit": "50000",
    "anthropic-ratelimit-tokens-remaining": "49000",
    "anthropic-ratelimit-tokens-reset": momentAfter(0),
    "date": responseDate(),
    "request-id": REQUEST_ID,
    "retry-after": wholeSeconds(afterMs),
    "x-should-retry": "true",
  });
}

function errorBody(type: string, message: string) {
  return { type: "error", error: { type, message }, request_id: REQUEST_ID };
}
