import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";
import { plainErrors } from "./_plain_errors.ts";

/** A router to many providers, and models of its own. */
export const huggingface: ProviderAdapter = {
  version: 1,
  key: "huggingface",
  name: "Hugging Face",
  origin: "https://router.huggingface.co",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["HF_TOKEN", "HUGGINGFACE_API_KEY"],
  models: { url: "/models", needsKey: false, read: "openai", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: false },
  limits: {},
  dialect: PLAIN,
  modelIds: "key",
  embeddings: null,
  keyShapes: [{
    name: "huggingface-token",
    prefix: "hf_",
    pattern: "hf_[A-Za-z0-9]{30,}",
    example: `hf_${"FillerFillerFille".repeat(2)}`,
  }],
  errors: plainErrors,
  quirks: [
    "A provider behind it is chosen by a suffix of the model: :together, :fastest, :cheapest.",
    "Limits are told as the draft of the HTTP standard has it: ratelimit and ratelimit-policy.",
  ],
};
