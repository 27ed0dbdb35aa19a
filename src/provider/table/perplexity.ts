import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Perplexity. */
export const perplexity: ProviderRow = {
  key: "perplexity",
  name: "Perplexity",
  origin: "https://api.perplexity.ai",
  basePath: "",
  wire: "openai-chat",
  keyShapes: [{
    name: "perplexity-key",
    prefix: "pplx-",
    pattern: "pplx-[A-Za-z0-9]{32,}",
    example: `pplx-${"Filler01".repeat(6)}`,
  }],
  errors: plainErrors,
};
