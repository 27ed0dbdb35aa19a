import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";
import { plainErrors } from "./_plain_errors.ts";

/** DeepInfra. Its keys are 32 letters and digits, which tell nothing. */
export const deepinfra: ProviderAdapter = {
  version: 1,
  key: "deepinfra",
  name: "DeepInfra",
  origin: "https://api.deepinfra.com",
  basePath: "/v1/openai",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["DEEPINFRA_API_KEY", "DEEPINFRA_TOKEN"],
  models: { url: "https://api.deepinfra.com/models/list", needsKey: false, read: "deepinfra", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: {},
  dialect: PLAIN,
  modelIds: "key",
  embeddings: "openai-embeddings",
  keyShapes: [],
  errors: plainErrors,
  quirks: [
    "The list with its prices stands beside the API, as a bare array, in cents per token.",
  ],
};
