import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** A router to many providers, and models of its own. */
export const huggingface: ProviderRow = {
  key: "huggingface",
  name: "Hugging Face",
  origin: "https://router.huggingface.co",
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [{
    name: "huggingface-token",
    prefix: "hf_",
    pattern: "hf_[A-Za-z0-9]{30,}",
    example: `hf_${"FillerFillerFille".repeat(2)}`,
  }],
  errors: plainErrors,
};
