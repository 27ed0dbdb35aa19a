import type { ProviderAdapter } from "../../spec/mod.ts";
import { LLAMA_CPP, LOCAL_MS } from "./_facts.ts";
import { localErrors } from "./_local_errors.ts";

/** llama.cpp's own server, and what is built on it. */
export const llamaCpp: ProviderAdapter = {
  version: 1,
  key: "llama-cpp",
  name: "llama.cpp",
  origin: null,
  defaultOrigin: "http://127.0.0.1:8080",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [{ wire: "anthropic-messages", basePath: "/v1" }],
  auth: null,
  keyEnv: ["LLAMA_API_KEY"],
  models: { url: "/models", needsKey: false, read: "openai", lifetimeMs: LOCAL_MS },
  health: { url: "/health", method: "GET", needsKey: false },
  limits: {},
  dialect: LLAMA_CPP,
  embeddings: "openai-embeddings",
  keyShapes: [],
  errors: localErrors,
  quirks: [
    "The penalty for repetition is called repeat_penalty.",
    'A stream that breaks says so in a line that begins with "error:", which is no event.',
    "Answers with 503 while it loads the model.",
    "A prompt that is too long is refused with exceed_context_size_error.",
  ],
};
