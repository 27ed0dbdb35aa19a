import type { ProviderAdapter } from "../../spec/mod.ts";
import { LOCAL_MS, PLAIN } from "./_facts.ts";
import { localErrors } from "./_local_errors.ts";

/** Any server that speaks OpenAI's format: llama.cpp, vLLM, a gateway of one's own. */
export const openaiCompatible: ProviderAdapter = {
  version: 1,
  key: "openai-compatible",
  name: "OpenAI-compatible server",
  origin: null,
  basePath: "/v1",
  wire: "openai-chat",
  doors: [],
  auth: null,
  keyEnv: [],
  models: { url: "/models", needsKey: false, read: "openai", lifetimeMs: LOCAL_MS },
  health: { url: "/models", method: "GET", needsKey: false },
  limits: {},
  dialect: PLAIN,
  embeddings: "openai-embeddings",
  keyShapes: [],
  errors: localErrors,
  quirks: [
    "Its base URL is given by whoever uses it.",
    "A key is sent where one is given.",
  ],
};
