import type { KeyShape } from "../../spec/mod.ts";
import { plainErrors } from "./_plain_errors.ts";
import type { ProviderRow } from "./provider_row.ts";

/** Models that a GitHub token opens. */
export const github: ProviderRow = {
  key: "github",
  name: "GitHub Models",
  origin: "https://models.github.ai",
  basePath: "/inference",
  wire: "openai-chat",
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
};

function tokenShape(prefix: string, what: string): KeyShape {
  return { name: `github-${what}`, prefix, pattern: `${prefix}[A-Za-z0-9]{36,}`, example: prefix + "Filler".repeat(6) };
}
