import type { ProviderAdapter } from "../../spec/mod.ts";
import { namedEvent } from "./_error_parts.ts";
import { LLAMA_CPP, LOCAL_MS } from "./_facts.ts";
import { localErrors } from "./_local_errors.ts";

/** A server of one's own, which needs no key. */
export const lmstudio: ProviderAdapter = {
  version: 1,
  key: "lmstudio",
  name: "LM Studio",
  origin: null,
  defaultOrigin: "http://127.0.0.1:1234",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [{ wire: "anthropic-messages", basePath: "/v1" }],
  auth: null,
  keyEnv: ["LM_API_TOKEN"],
  // The list with the contexts stands beside the door.
  models: { url: "/../api/v0/models", needsKey: false, read: "lmstudio", lifetimeMs: LOCAL_MS },
  health: { url: "/models", method: "GET", needsKey: false },
  limits: {},
  dialect: LLAMA_CPP,
  embeddings: "openai-embeddings",
  keyShapes: [],
  errors: {
    refusal: localErrors.refusal,
    streamError: () => namedEvent("error", { error: { message: "The model has crashed" } }),
  },
  quirks: [
    "Loads a model when it is first called, which can take minutes.",
    "The context that counts is loaded_context_length, known only of a model that is loaded.",
    "A key is asked for only where its settings say so.",
  ],
};
