import type { ProviderAdapter, Refusal } from "../../spec/mod.ts";
import { jsonError, wholeSeconds } from "./_error_parts.ts";
import { LOCAL_MS, PLAIN } from "./_facts.ts";
import { namedBy, slugAlone, wholeKey } from "./_model_names.ts";

/** A server of one's own, which needs no key; its errors are a text. */
export const ollama: ProviderAdapter = {
  version: 1,
  key: "ollama",
  name: "Ollama",
  origin: null,
  defaultOrigin: "http://127.0.0.1:11434",
  basePath: "/api",
  wire: "ollama-chat",
  doors: [
    { wire: "openai-chat", basePath: "/v1" },
    { wire: "anthropic-messages", basePath: "/v1" },
  ],
  auth: null,
  keyEnv: ["OLLAMA_API_KEY"],
  models: { url: "/tags", needsKey: false, read: "ollama", lifetimeMs: LOCAL_MS },
  health: { url: "/version", method: "GET", needsKey: false },
  limits: { concurrency: 1 },
  dialect: PLAIN,
  // What was pulled from another host has that in its name: hf.co/….
  modelIds: namedBy({ plain: (author, slug) => (author.includes(".") ? wholeKey : slugAlone)(author, slug) }),
  embeddings: "ollama-embeddings",
  keyShapes: [],
  errors: {
    refusal: (refusal: Refusal) => {
      switch (refusal.kind) {
        case "rate_limit":
          return jsonError(429, { error: "too many requests" }, { "retry-after": wholeSeconds(refusal.afterMs) });
        case "overloaded":
          return jsonError(503, { error: "server busy, please try again.  maximum pending requests exceeded" });
        case "server_error":
          return jsonError(refusal.status, { error: "llama runner process no longer running: 2" });
      }
    },
    // Its streams are lines of JSON.
    streamError: () =>
      `${JSON.stringify({ error: "an error was encountered while running the model: unexpected EOF" })}\n`,
  },
  quirks: [
    "Streams unless told otherwise, as lines of JSON.",
    "A prompt is cut to num_ctx without a word, and that is far less than what the model could take.",
    "prompt_eval_count is absent when the whole prompt was cached; times are in nanoseconds.",
    "A model answers one request at a time unless OLLAMA_NUM_PARALLEL says otherwise; 512 more wait, others get 503.",
    "A key is only asked for by ollama.com.",
  ],
};
