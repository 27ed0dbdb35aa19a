import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Fireworks. */
export const fireworks: ProviderRow = {
  key: "fireworks",
  name: "Fireworks",
  origin: "https://api.fireworks.ai",
  basePath: "/inference/v1",
  wire: "openai-chat",
  keyShapes: [{
    name: "fireworks-key",
    prefix: "fw_",
    pattern: "fw_[A-Za-z0-9]{20,}",
    example: `fw_${"Filler01".repeat(3)}`,
  }],
  errors: plainErrors,
};
