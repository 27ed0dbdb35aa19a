import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Models that NVIDIA serves. */
export const nvidia: ProviderRow = {
  key: "nvidia",
  name: "NVIDIA NIM",
  origin: "https://integrate.api.nvidia.com",
  basePath: "/v1",
  wire: "openai-chat",
  keyShapes: [{
    name: "nvidia-key",
    prefix: "nvapi-",
    pattern: "nvapi-[\\w-]{40,}",
    example: `nvapi-${"Filler01".repeat(8)}`,
  }],
  errors: plainErrors,
};
