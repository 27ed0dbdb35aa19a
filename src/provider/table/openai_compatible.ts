import { localErrors } from "./_local_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Any server that speaks OpenAI's format: llama.cpp, vLLM, a gateway of one's own. */
export const openaiCompatible: ProviderRow = {
  key: "openai-compatible",
  name: "OpenAI-compatible server",
  origin: null,
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [],
  errors: localErrors,
};
