import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";
import { plainErrors } from "./_plain_errors.ts";

/** Models that NVIDIA serves. */
export const nvidia: ProviderAdapter = {
  version: 1,
  key: "nvidia",
  name: "NVIDIA NIM",
  origin: "https://integrate.api.nvidia.com",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY"],
  models: { url: "/models", needsKey: false, read: "openai", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: false },
  limits: {},
  dialect: PLAIN,
  modelIds: "key",
  embeddings: "openai-embeddings",
  keyShapes: [{
    name: "nvidia-key",
    prefix: "nvapi-",
    pattern: "nvapi-[\\w-]{40,}",
    example: `nvapi-${"Filler01".repeat(8)}`,
  }],
  errors: plainErrors,
  quirks: [
    "Serves models for trial: an account has credits and a limit per minute.",
  ],
};
