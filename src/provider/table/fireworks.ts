import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";
import { namedBy } from "./_model_names.ts";
import { plainErrors } from "./_plain_errors.ts";

/** Fireworks. */
export const fireworks: ProviderAdapter = {
  version: 1,
  key: "fireworks",
  name: "Fireworks",
  origin: "https://api.fireworks.ai",
  basePath: "/inference/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["FIREWORKS_API_KEY"],
  models: { url: "/models", needsKey: true, read: "openai", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: true },
  limits: { requestsPerMinute: 6000 },
  dialect: PLAIN,
  modelIds: namedBy({
    plain: (author, slug) => author === "accounts" ? `accounts/${slug}` : `accounts/fireworks/models/${slug}`,
  }),
  embeddings: "openai-embeddings",
  keyShapes: [{
    name: "fireworks-key",
    prefix: "fw_",
    pattern: "fw_[A-Za-z0-9]{20,}",
    example: `fw_${"Filler01".repeat(3)}`,
  }],
  errors: plainErrors,
  quirks: [
    "Names a model by its account: accounts/fireworks/models/….",
  ],
};
