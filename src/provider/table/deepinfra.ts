import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** DeepInfra. Its keys are 32 letters and digits, which tell nothing. */
export const deepinfra: ProviderRow = {
  key: "deepinfra",
  name: "DeepInfra",
  origin: "https://api.deepinfra.com",
  basePath: "/v1/openai",
  wire: "openai-chat",
  keyShapes: [],
  errors: plainErrors,
};
