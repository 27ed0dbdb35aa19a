import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** A gateway to many providers. */
export const vercel: ProviderRow = {
  key: "vercel",
  name: "Vercel AI Gateway",
  origin: "https://ai-gateway.vercel.sh",
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [{
    name: "vercel-key",
    prefix: "vck_",
    pattern: "vck_[A-Za-z0-9]{24,}",
    example: `vck_${"Filler01".repeat(7)}`,
  }],
  errors: plainErrors,
};
