import type { KeyShape } from "../../spec/mod.ts";

/** As {@linkcode KeyShape}, by prefix and pattern; its example is put together so that no scanner takes it for a key. */
function shape(name: string, prefix: string, rest: string, example: string): KeyShape {
  return { name, prefix, pattern: `${prefix.replace(/[.]/g, "\\.")}${rest}`, example: prefix + example };
}

const LETTERS = "Q7tZx2Lm9KcVw4Rb8NdYs5Gh3JfPq6Ta1Uv";

/** What stands behind the scheme of a header, where a space is written so. */
function schemeShapes(space: string): KeyShape[] {
  const between = space.replace("+", "\\+");
  return [
    {
      name: "bearer-token",
      prefix: `earer${space}`,
      pattern: `(?<=\\b[Bb]earer${between})(?=\\S{0,200}?\\d)[\\w.~+/-]{20,}=*`,
      example: `Q7tZx2Lm9K.${LETTERS}`,
    },
    {
      name: "basic-credentials",
      prefix: `asic${space}`,
      pattern: `(?<=\\b[Bb]asic${between})(?=\\S{0,200}?\\d)[A-Za-z0-9+/_-]{16,}={0,2}`,
      example: "dGFwZWRlY2s6UTd0WngyTG05S2NWdzQ=",
    },
  ];
}

/** Credentials that look the same wherever they come from, beside those of the providers. */
export const GENERIC_SHAPES: readonly KeyShape[] = [
  shape(
    "json-web-token",
    "eyJ",
    "[\\w-]{10,}\\.[\\w-]{10,}\\.[\\w-]{10,}",
    "hbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0YXBlZGVjayJ9.Q7tZx2Lm9KcVw4Rb8NdYs5Gh3J",
  ),
  ...[" ", "+", "%20"].flatMap((space) => schemeShapes(space)),
  { name: "aws-access-key-id", prefix: "AKIA", pattern: "AKIA[A-Z2-7]{16}", example: `AKIA${"Q7TZX2LM5KCVW4RB"}` },
  { name: "aws-session-key-id", prefix: "ASIA", pattern: "ASIA[A-Z2-7]{16}", example: `ASIA${"Q7TZX2LM5KCVW4RB"}` },
  {
    name: "private-key",
    prefix: "-----BEGIN",
    // A form has a plus sign in place of each space.
    pattern: "-----BEGIN[ +](?:[A-Z]{2,12}[ +]){0,2}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----[^]{40,8192}?" +
      "-----END[ +](?:[A-Z]{2,12}[ +]){0,2}PRIVATE[ +]KEY(?:[ +]BLOCK)?-----",
    example: `-----BEGIN ${"PRIVATE KEY"}-----\nMIGHAgEAMBMG${LETTERS}/+\n${LETTERS}\n-----END ${"PRIVATE KEY"}-----`,
  },
  ...["ghp_", "gho_", "ghu_", "ghs_", "ghr_"].map((prefix) =>
    shape("github-token", prefix, "[A-Za-z0-9]{36,}", `${LETTERS}x`)
  ),
  shape("github-fine-grained-token", "github_pat_", "\\w{30,}", `${LETTERS}_${LETTERS}`),
  shape("gitlab-token", "glpat-", "[\\w-]{20,}", LETTERS.slice(0, 20)),
  shape("huggingface-token", "hf_", "[A-Za-z0-9]{30,}", LETTERS.slice(0, 34)),
  ...["xoxb-", "xoxp-", "xoxa-", "xoxs-", "xoxr-", "xapp-"].map((prefix) =>
    shape("slack-token", prefix, "[\\w-]{20,}", `27${LETTERS}`)
  ),
  shape("slack-webhook", "hooks.slack.com/services/", "T\\w{6,}/B\\w{6,}/\\w{16,}", `T0Q7TZX2L/B0KCVW4RB/${LETTERS}`),
  shape("google-api-key", "AIza", "[\\w-]{35}", LETTERS),
  shape("google-oauth-token", "ya29.", "[\\w-]{20,}", LETTERS),
  shape("google-client-secret", "GOCSPX-", "[\\w-]{20,}", LETTERS.slice(0, 28)),
  shape("npm-token", "npm_", "[A-Za-z0-9]{36,}", `${LETTERS}x`),
  shape("pypi-token", "pypi-AgE", "[\\w-]{40,}", `${LETTERS}${LETTERS}`),
  ...["sk_live_", "rk_live_", "sk_test_"].map((prefix) => shape("stripe-key", prefix, "[A-Za-z0-9]{20,}", LETTERS)),
];
