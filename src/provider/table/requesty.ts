import type { ProviderAdapter } from "../../spec/mod.ts";
import { BEARER, HOUR_MS, PLAIN } from "./_facts.ts";
import { hyphenVersion, namedBy } from "./_model_names.ts";
import { plainErrors } from "./_plain_errors.ts";

/** A router to many providers. */
export const requesty: ProviderAdapter = {
  version: 1,
  key: "requesty",
  name: "Requesty",
  origin: "https://router.requesty.ai",
  basePath: "/v1",
  wire: "openai-chat",
  doors: [{ wire: "anthropic-messages", basePath: "/v1" }],
  auth: BEARER,
  keyEnv: ["REQUESTY_API_KEY"],
  models: { url: "/models", needsKey: false, read: "requesty", lifetimeMs: HOUR_MS },
  health: { url: "/models", method: "GET", needsKey: false },
  limits: {},
  dialect: PLAIN,
  modelIds: namedBy({
    authors: { "mistralai": "mistral", "qwen": "alibaba", "x-ai": "xai", "z-ai": "zai" },
    plain: idOf,
  }),
  embeddings: "openai-embeddings",
  keyShapes: [{
    name: "requesty-key",
    prefix: "rqsty-",
    pattern: "rqsty-[\\w+/=-]{20,}",
    example: `rqsty-sk-${"Filler0".repeat(8)}`,
  }],
  errors: plainErrors,
  quirks: [
    "Asked for with a key, the list has only the models that the account may use.",
    "In its prices caching_price is for writing to the cache, cached_price for reading from it.",
    "Models that are served in several regions stand in the list once for each: @eu.",
  ],
};

/** A region, which is a variant in a key, stands behind an `@`. */
const REGION = /:(eu|us|(?:[a-z]+-)+[a-z]*\d)$/;

function idOf(author: string, slug: string): string {
  return `${author}/${author === "anthropic" ? hyphenVersion(slug) : slug}`.replace(REGION, "@$1");
}
