import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, PLAIN } from "./_facts.ts";
import { plainErrors } from "./_plain_errors.ts";

/** Amazon Bedrock, whose address has its region in it. */
export const bedrock: ProviderAdapter = {
  version: 1,
  key: "bedrock",
  name: "Amazon Bedrock",
  origin: null,
  basePath: "/openai/v1",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["AWS_BEARER_TOKEN_BEDROCK"],
  models: null,
  health: null,
  limits: {},
  dialect: PLAIN,
  embeddings: null,
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
  quirks: [
    "Its region is a part of its address: bedrock-runtime.us-east-1.amazonaws.com.",
    "Has keys of its own for this door; requests that are signed with AWS credentials are not made here.",
  ],
};
