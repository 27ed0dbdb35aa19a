import type { ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { dataEvent, jsonError, wholeSeconds } from "./_error_parts.ts";
import { BEARER, HOUR_MS } from "./_facts.ts";
import { namedBy, slugAlone } from "./_model_names.ts";

/** The names that it has of its own. */
const OWN_NAMES = {
  "google/gemma-4-31b-it": "gemma-4-31b",
  "meta-llama/llama-3.1-8b-instruct": "llama3.1-8b",
  "meta-llama/llama-3.3-70b-instruct": "llama-3.3-70b",
  "qwen/qwen3-235b-a22b-2507": "qwen-3-235b-a22b-instruct-2507",
  "qwen/qwen3-235b-a22b-thinking-2507": "qwen-3-235b-a22b-thinking-2507",
  "qwen/qwen3-32b": "qwen-3-32b",
  "z-ai/glm-4.6": "zai-glm-4.6",
  "z-ai/glm-4.7": "zai-glm-4.7",
};

/** Cerebras, whose error's fields stand at the top of the body. */
export const cerebras: ProviderAdapter = {
  version: 1,
  key: "cerebras",
  name: "Cerebras",
  origin: "https://api.cerebras.ai",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["CEREBRAS_API_KEY"],
  models: { url: "/models", needsKey: true, read: "cerebras", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: { requestsPerMinute: 30, requestsPerDay: 14_400, tokensPerMinute: 60_000 },
  dialect: {
    renames: { max_tokens: "max_completion_tokens", reasoning_content: "reasoning" },
    refuses: ["frequency_penalty", "presence_penalty", "logit_bias"],
  },
  modelIds: namedBy({ names: OWN_NAMES, plain: slugAlone }),
  embeddings: null,
  keyShapes: [
    { name: "cerebras-key", prefix: "csk-", pattern: "csk-[A-Za-z0-9]{32,}", example: `csk-${"filler01".repeat(6)}` },
  ],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, {
            message: "Requests per minute limit exceeded - too many requests sent.",
            type: "too_many_requests_error",
            param: "quota",
            code: "request_quota_exceeded",
          }, { "retry-after": wholeSeconds(refusal.afterMs) });
        case "overloaded":
          return jsonError(503, {
            message: "We're experiencing high traffic right now! Please try again soon.",
            type: "too_many_requests_error",
            param: "queue",
            code: "queue_exceeded",
          });
        case "server_error":
          return jsonError(refusal.status, serverError());
      }
    },
    streamError: () => dataEvent({ error: { ...serverError(), code: 500 } }),
  },
  quirks: [
    "The fields of an error stand at the top of the body.",
    "Times of queue, prompt and completion come with every answer, in time_info.",
    'Its list has ids only, and "created" is 0.',
  ],
};

function serverError() {
  return { message: "Encountered a server error, please try again.", type: "server_error", param: "", code: "" };
}
