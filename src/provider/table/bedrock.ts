import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Amazon Bedrock, whose address has its region in it. */
export const bedrock: ProviderRow = {
  key: "bedrock",
  name: "Amazon Bedrock",
  origin: null,
  basePath: "/openai/v1",
  wire: "openai-chat",
  keyShapes: [
    {
      name: "aws-access-key-id",
      prefix: "AKIA",
      pattern: "AKIA[A-Z2-7]{16}",
      example: `AKIA${"FILLER7".repeat(3).slice(5)}`,
    },
    {
      name: "aws-session-key-id",
      prefix: "ASIA",
      pattern: "ASIA[A-Z2-7]{16}",
      example: `ASIA${"FILLER7".repeat(3).slice(5)}`,
    },
    {
      name: "bedrock-key",
      prefix: "ABSK",
      pattern: "ABSK[A-Za-z0-9+/]{60,}={0,2}",
      example: `ABSK${"Filler01".repeat(16)}`,
    },
  ],
  errors: plainErrors,
};
