import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** DeepSeek. */
export const deepseek: ProviderRow = {
  key: "deepseek",
  name: "DeepSeek",
  origin: "https://api.deepseek.com",
  basePath: "",
  wire: "openai-chat",
  keyShapes: [{
    name: "deepseek-key",
    prefix: "sk-",
    pattern: "sk-[0-9a-f]{32,}",
    example: `sk-${"f1113700".repeat(4)}`,
  }],
  errors: plainErrors,
};
