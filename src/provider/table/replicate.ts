import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Replicate. */
export const replicate: ProviderRow = {
  key: "replicate",
  name: "Replicate",
  origin: "https://api.replicate.com",
  basePath: "/v1",
  wire: "replicate-predictions",
  keyShapes: [{
    name: "replicate-token",
    prefix: "r8_",
    pattern: "r8_[A-Za-z0-9]{37,40}",
    example: `r8_${"Filler0".repeat(5)}Fi`,
  }],
  errors: plainErrors,
};
