import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS } from "./_facts.ts";
import { plainErrors } from "./_plain_errors.ts";

/** DeepSeek. */
export const deepseek: ProviderAdapter = {
  version: 1,
  key: "deepseek",
  name: "DeepSeek",
  origin: "https://api.deepseek.com",
  basePath: "",
  wire: "openai-chat",
  doors: [{ wire: "anthropic-messages", basePath: "/anthropic/v1" }],
  auth: BEARER,
  keyEnv: ["DEEPSEEK_API_KEY"],
  models: { url: "/models", needsKey: true, read: "deepseek", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: {},
  dialect: { renames: { developer: "system" }, refuses: [] },
  embeddings: null,
  keyShapes: [{
    name: "deepseek-key",
    prefix: "sk-",
    pattern: "sk-[0-9a-f]{32,}",
    example: `sk-${"f1113700".repeat(4)}`,
  }],
  errors: plainErrors,
  quirks: [
    "The text of the reasoning stands in reasoning_content, which must not go back.",
    "What was read from the cache stands in prompt_cache_hit_tokens.",
    "Prices fall at certain hours of the day.",
  ],
};
