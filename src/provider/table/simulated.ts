import type { ProviderAdapter } from "../../spec/mod.ts";
import { LOCAL_MS, PLAIN } from "./_facts.ts";
import { plainErrors } from "./_plain_errors.ts";

/** A server of Tapedeck's own for tests and load, whose answers are made up and say so. */
export const simulated: ProviderAdapter = {
  version: 1,
  key: "simulated",
  name: "Simulated",
  origin: null,
  basePath: "/v1",
  wire: "openai-chat",
  doors: [
    { wire: "anthropic-messages", basePath: "/v1" },
    { wire: "gemini-generate-content", basePath: "/v1beta" },
    { wire: "cohere-chat", basePath: "/v2" },
    { wire: "ollama-chat", basePath: "/api" },
  ],
  auth: null,
  keyEnv: [],
  models: { url: "/models", needsKey: false, read: "openrouter", lifetimeMs: LOCAL_MS },
  health: { url: "/models", method: "GET", needsKey: false },
  limits: {},
  modelIds: "key",
  dialect: PLAIN,
  embeddings: "openai-embeddings",
  keyShapes: [],
  errors: plainErrors,
  quirks: [
    "No model answers: text, latency, price and failures follow laws with a seed.",
    "Speaks all five wire formats, each under the path that it has at its author's.",
  ],
};
