import type { KeyShape, ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, PLAIN } from "./_facts.ts";
import { plainErrors } from "./_plain_errors.ts";

/** Models that a GitHub token opens. */
export const github: ProviderAdapter = {
  version: 1,
  key: "github",
  name: "GitHub Models",
  origin: "https://models.github.ai",
  basePath: "/inference",
  wire: "openai-chat",
  doors: [],
  auth: BEARER,
  keyEnv: ["GITHUB_TOKEN"],
  models: null,
  health: null,
  limits: {},
  dialect: PLAIN,
  modelIds: "key",
  embeddings: "openai-embeddings",
  keyShapes: [
    tokenShape("ghp_", "token"),
    tokenShape("gho_", "oauth-token"),
    tokenShape("ghu_", "user-token"),
    tokenShape("ghs_", "app-token"),
    tokenShape("ghr_", "refresh-token"),
    {
      name: "github-fine-grained-token",
      prefix: "github_pat_",
      pattern: "github_pat_\\w{40,}",
      example: `github_pat_${"Filler0".repeat(11)}`,
    },
  ],
  errors: plainErrors,
  quirks: [
    "Any GitHub token with the permission to read models is a key.",
    "Its catalog stands beside the API and names no prices.",
  ],
};

function tokenShape(prefix: string, what: string): KeyShape {
  return { name: `github-${what}`, prefix, pattern: `${prefix}[A-Za-z0-9]{36,}`, example: prefix + "Filler".repeat(6) };
}
