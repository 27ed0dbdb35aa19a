import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS, ROUTER } from "./_facts.ts";
import { namedBy, wholeKey } from "./_model_names.ts";
import { plainErrors } from "./_plain_errors.ts";

/** A gateway to many providers. */
export const vercel: ProviderAdapter = {
  version: 1,
  key: "vercel",
  name: "Vercel AI Gateway",
  origin: "https://ai-gateway.vercel.sh",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [{ wire: "anthropic-messages", basePath: "/v1" }],
  auth: BEARER,
  keyEnv: ["AI_GATEWAY_API_KEY", "VERCEL_AI_GATEWAY_API_KEY", "VERCEL_OIDC_TOKEN"],
  models: { url: "/models", needsKey: false, read: "vercel", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: false },
  limits: {},
  dialect: ROUTER,
  modelIds: namedBy({
    authors: { "meta-llama": "meta", "mistralai": "mistral", "qwen": "alibaba", "x-ai": "xai", "z-ai": "zai" },
    plain: wholeKey,
  }),
  embeddings: "openai-embeddings",
  keyShapes: [{
    name: "vercel-key",
    prefix: "vck_",
    pattern: "vck_[A-Za-z0-9]{24,}",
    example: `vck_${"Filler01".repeat(7)}`,
  }],
  errors: plainErrors,
  quirks: [
    "Reports the cost of every call in usage.cost.",
    "For Gemini's models completion_tokens leave out the reasoning.",
    "Which providers it tried stands in provider_metadata.gateway.routing.",
  ],
};
